import { Pool } from 'pg';
import { complete, IdempotencyKeys, jsonResponse } from '../src/index.ts';
import { partitionByDay } from '../src/partitions.ts';
import { type DaysKept, keepDays } from '../src/running/keep-days.ts';
import { KeysOnPostgres, type Placing, placing, writeEffect } from './placing.fixture.ts';

const hourMs = 3_600_000;

/** Shifts the day per connection. Passed in the application name, which poolers forward. */
export const settableToday = `
  create or replace function idempotency_today() returns date language sql stable as $$
    select (statement_timestamp() at time zone 'utc')::date + coalesce(substring(current_setting('application_name') from '^days:(-?\\d+)$')::integer, 0)
  $$`;

/** An operation of one commit that writes one row into `effect`. */
export const local = (item = 'tea'): Placing =>
  placing(item, {
    begin: () => complete(jsonResponse(201, { item }), [writeEffect('placed', 'claim', item)]),
  });

/** Partitions by day on a real database, without the plain table's history, and processes on another day. */
export class Days {
  private readonly pools: Pool[] = [];

  private constructor(readonly on: KeysOnPostgres) {}

  static async open(): Promise<Days> {
    KeysOnPostgres.layout = [...partitionByDay, settableToday];
    const days = new Days(await KeysOnPostgres.open());
    await days.on.pool.query(`drop table ${await days.partition(0)}`);
    return days;
  }

  /** The pool of a process whose day is shifted. */
  pool(days: number, settings = ''): Pool {
    const pool = new Pool({
      connectionString: settings === '' ? this.on.url : this.on.directUrl,
      max: 4,
      application_name: `days:${days}`,
      options: settings,
    });
    pool.on('error', () => undefined);
    this.pools.push(pool);
    return pool;
  }

  keys(days: number, settings = ''): IdempotencyKeys {
    return new IdempotencyKeys(this.pool(days, settings), { leaseMs: 60_000 });
  }

  /** Creates and drops partitions as on that day. */
  async keep(days: number, keepHours = 73): Promise<DaysKept> {
    return keepDays(this.pool(days), keepHours * hourMs, () => false);
  }

  async partition(days: number): Promise<string> {
    const { rows } = await this.pool(days).query<{ name: string }>(
      'select idempotency_partition(idempotency_today()) as name',
    );
    return rows[0]?.name ?? '';
  }

  /**
   * Claims a finished local operation on both days: each loops inside the database until the key is no longer
   * in flight.
   */
  async onBothSidesOfMidnight(): Promise<((keyHash: string) => Promise<string | undefined>)[]> {
    await this.on.pool.query(`
      create function ask(p_key_hash uuid) returns text language plpgsql as $$
      declare said text;
      begin
        loop
          select result into said from idempotency_claim('insert', p_key_hash, 'shop', '', null, 1000, 'placing', gen_random_uuid(),
            gen_random_uuid(), 1000, null, null, 201::smallint, '{}'::jsonb, ''::bytea);
          exit when said <> 'in_flight';
        end loop;
        return said;
      end $$`);
    return [this.pool(-1), this.pool(0)].map((pool) => async (keyHash) => {
      const { rows } = await pool.query<{ said: string }>('select ask($1) as said', [keyHash]);
      return rows[0]?.said;
    });
  }

  /** Slows moving a key out of a day down to 5 ms. */
  async slowDown(day: number): Promise<void> {
    await this.on.pool.query(`
      create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.005); return old; end $$;
      create trigger slowly before delete on ${await this.partition(day)} for each row execute function slowly()`);
  }

  async untilSlowedDown(): Promise<void> {
    const sleeping = `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
    while ((await this.on.pool.query(sleeping)).rowCount === 0);
  }

  /** The number of keys in each partition that has any. */
  async counts(): Promise<Record<string, number>> {
    const { rows } = await this.on.pool.query<{ name: string; keys: number }>(
      'select tableoid::regclass::text as name, count(*)::integer as keys from idempotency_key group by 1',
    );
    return Object.fromEntries(rows.map(({ name, keys }) => [name, keys]));
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.on.close();
  }
}
