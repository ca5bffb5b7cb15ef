import path from 'node:path';
import { eventually, type Gate, gateTo, type ServiceProcess, startService } from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { Client } from 'pg';
import { closeQueue, type Envelope, openQueue } from '../../src/index.ts';
import { aQueue, type Backend, outboxFixture, write } from '../outbox-fixture.ts';

const program = path.join(import.meta.dirname, 'relay.program.ts');

/**
 * A statement that leases or marks rows first requests a lock with its relay's name, which a test may hold.
 */
const boundaries = `
create function stop_at_boundary() returns trigger language plpgsql as $$ begin
  if new.published_at is not null and old.published_at is null then
    perform pg_advisory_xact_lock_shared(hashtext('mark'), hashtext(current_setting('application_name')));
  elsif new.lease is not null and new.lease is distinct from old.lease then
    perform pg_advisory_xact_lock_shared(hashtext('lease'), hashtext(current_setting('application_name')));
  end if;
  return new;
end $$;
create trigger boundary before update on outbox for each row execute function stop_at_boundary()`;

export type Boundary = 'lease' | 'mark';

export interface Relay {
  readonly name: string;
  readonly process: ServiceProcess;
  /** Sits between the relay and the queue server. */
  readonly gate: Gate;
}

/** Relays in their own processes, on one outbox and one queue. */
export class Relays {
  readonly queue = aQueue();
  readonly jobs: Queue;
  private readonly relays: Relay[] = [];
  private readonly gates: Gate[] = [];
  private readonly holders: Client[] = [];

  private constructor(readonly fixture: Awaited<ReturnType<typeof outboxFixture>>) {
    // This queue is only read, so a busy machine must not make it time out.
    const times = { connectMs: 20_000, answerMs: 20_000 };
    this.jobs = openQueue(this.queue, fixture.queueUrl, times) as Queue;
  }

  static async open(backend: Backend): Promise<Relays> {
    const fixture = await outboxFixture(backend);
    await fixture.database.query(boundaries);
    return new Relays(fixture);
  }

  async start(name: string): Promise<Relay> {
    const gate = gateTo(this.fixture.queueUrl);
    this.gates.push(gate);
    await gate.open();
    const url = new URL(this.fixture.databaseUrl);
    url.searchParams.set('application_name', name);
    const env = { DATABASE_URL: url.href, QUEUE_URL: gate.url };
    const relay = { name, process: await startService({ program, env, ready: '/' }), gate };
    this.relays.push(relay);
    return relay;
  }

  /** Makes the relay of this name wait at this boundary until the returned function is called. */
  async hold(boundary: Boundary, name: string): Promise<() => Promise<void>> {
    const holder = new Client({ connectionString: this.fixture.directDatabaseUrl });
    await holder.connect();
    this.holders.push(holder);
    await holder.query('select pg_advisory_lock(hashtext($1), hashtext($2))', [boundary, name]);
    return () => holder.end();
  }

  /** Resolves when the relay of this name waits at a boundary. */
  async isHeld(name: string): Promise<void> {
    await this.untilRow(
      `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and wait_event = 'advisory'`,
      [name],
    );
  }

  async untilRow(query: string, values: unknown[] = []): Promise<void> {
    await eventually(async () => {
      const rows = await this.fixture.database.query<unknown[]>(query, values);
      if (rows.length === 0) throw new Error(`no row: ${query}`);
    });
  }

  /** SIGKILL. Its database connections end with it, and its pending statements never run. */
  async kill({ name, process }: Relay): Promise<void> {
    await process.kill();
    await this.fixture.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [name],
    );
  }

  /** Ends all leases early. */
  async endLeases(): Promise<void> {
    await this.fixture.database.query(
      'update outbox set leased_until = clock_timestamp() where lease is not null',
    );
  }

  /** `count` more messages of 100 aggregates, numbered within each aggregate. */
  async write(from: number, count: number): Promise<void> {
    await this.fixture.database.query(
      `insert into outbox (message_id, queue, name, payload, attempts, aggregate)
       select uuidv7(), $1, 'made', jsonb_build_object('aggregate', n % 100, 'n', n), 1, 'order ' || n % 100
       from generate_series($2::integer, $3::integer) n order by n`,
      [this.queue, from, from + count - 1],
    );
  }

  /** A message without an aggregate. */
  async writeAlone(): Promise<void> {
    await write(this.fixture.database, { queue: this.queue, name: 'made' }, { aggregate: null, n: 0 });
  }

  async untilPublished(): Promise<void> {
    await eventually(async () => {
      const rows = await this.fixture.database.query<unknown[]>(
        'select from outbox where published_at is null limit 1',
      );
      if (rows.length > 0) throw new Error('the outbox is not empty');
    });
  }

  async publishedRows(): Promise<number> {
    return (await this.marks()).filter((at) => at !== null).length;
  }

  /** When each row was marked, by position. */
  async marks(): Promise<(string | null)[]> {
    const rows = await this.fixture.database.query<{ at: string | null }[]>(
      'select published_at::text as at from outbox order by position',
    );
    return rows.map(({ at }) => at);
  }

  /** The jobs on the queue, in consumption order. */
  async queued(): Promise<{ id: string | undefined; aggregate: number | null; n: number }[]> {
    const jobs = await this.jobs.getJobs(['waiting'], 0, -1, true);
    return jobs.map(({ id, data }) => ({
      id,
      ...((data as Envelope).payload as { aggregate: number | null; n: number }),
    }));
  }

  async close(): Promise<void> {
    for (const { process } of this.relays) await process.kill();
    // Includes the gate of a relay that never started, which would keep Jest alive.
    for (const gate of this.gates) await gate.shut();
    await Promise.all(this.holders.map((holder) => holder.end().catch(() => undefined)));
    await closeQueue(this.jobs);
    await this.fixture.close();
  }
}
