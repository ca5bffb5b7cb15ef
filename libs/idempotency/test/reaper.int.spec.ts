import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseUrl } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { Client } from 'pg';
import { type IdempotencyKeys } from '../src/index.ts';
import { Reaper } from '../src/running/reaper.ts';
import { KeysOnPostgres } from './placing.fixture.ts';

let on: KeysOnPostgres;
const started: Reaper[] = [];

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(async () => {
  await on.forget();
  await on.keys.lease.end();
  await on.pool.query('truncate idempotency_process');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((reaper) => reaper.onModuleDestroy()));
});
afterAll(() => on.close());

const logger = pino({ level: 'silent' });
const shortPauses = { betweenRoundsMs: 20, afterFailureMs: 20 };

function reaper(keys: IdempotencyKeys = on.newKeys()): Reaper {
  const made = new Reaper(keys, logger, shortPauses);
  started.push(made);
  return made;
}

interface Rows {
  readonly rows?: number;
  readonly state?: string;
  /** When it was created, and when it finished. */
  readonly hoursAgo: readonly [number, number];
}

/** Keys with responses of 1,800 bytes: four per block, so 16,000 make four batches. */
async function given({ rows = 1, state = 'done', hoursAgo: [made, finished] }: Rows): Promise<void> {
  await on.pool.query(
    `insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, owner, recovery_point, input,
                                  status, headers, body, created_at, finished_at)
     select gen_random_uuid(), 'shop', '', 'placing', gen_random_uuid(), $2,
            case when $2 = 'running' then gen_random_uuid() end, 'pay', '{}', case when $2 = 'done' then 201 end, '{}',
            convert_to(repeat('x', 1800), 'UTF8'), clock_timestamp() - $3::float8 * interval '1 hour',
            case when $2 = 'done' then clock_timestamp() - $4::float8 * interval '1 hour' end
     from generate_series(1, $1::integer)`,
    [rows, state, made, finished],
  );
}

const keysLeft = async (): Promise<number> =>
  (await on.pool.query<{ n: number }>('select count(*)::integer as n from idempotency_key')).rows[0]?.n ??
  NaN;

describe('Reaper.runOnce', () => {
  it('deletes keys that finished longer ago than the retention plus an hour, and no others', async () => {
    await given({ rows: 3, hoursAgo: [74, 74] });
    await given({ rows: 5, hoursAgo: [74, 72.5] });
    await given({ rows: 7, hoursAgo: [1, 1] });
    expect(await reaper().runOnce()).toBe(3);
    expect(await keysLeft()).toBe(12);
    expect(await reaper().runOnce()).toBe(0);
  });

  it.each(['running', 'parked', 'unknown', 'review'])(
    'never deletes a key that is %s, however old',
    async (state) => {
      await given({ state, hoursAgo: [100_000, 100_000] });
      expect(await reaper().runOnce()).toBe(0);
      expect(await keysLeft()).toBe(1);
    },
  );

  it('scans all batches of a large table', async () => {
    await given({ rows: 16_000, hoursAgo: [80, 80] });
    await given({ rows: 10, hoursAgo: [1, 1] });
    await given({ rows: 10, hoursAgo: [80, 80] });
    expect(await reaper().runOnce()).toBe(16_010);
    expect(await keysLeft()).toBe(10);
  });

  it('shares the table with the reapers of other living processes', async () => {
    await given({ rows: 16_000, hoursAgo: [80, 80] });
    const processes = [on.newKeys(), on.newKeys()];
    await Promise.all(processes.map(({ lease }) => lease.held()));
    const dropped = [];
    for (const keys of processes) dropped.push(await reaper(keys).runOnce());
    expect(dropped.sort()).toEqual([7_808, 8_192]);
    expect(await keysLeft()).toBe(0);
    await Promise.all(processes.map(({ lease }) => lease.end()));
  });

  it('leaves no share to a dead process', async () => {
    await given({ rows: 16_000, hoursAgo: [80, 80] });
    await on.pool.query(
      `insert into idempotency_process select gen_random_uuid(), clock_timestamp() from generate_series(1, 3)`,
    );
    expect(await reaper().runOnce()).toBe(16_000);
  });
});

describe('a running Reaper', () => {
  it('stops within a backlog when the application stops', async () => {
    await given({ rows: 32_000, hoursAgo: [80, 80] });
    const holder = await on.pool.connect();
    await holder.query('begin');
    const inTheThirdBatch = '(select ctid from idempotency_key order by ctid limit 1 offset 12000)';
    await holder.query(`select from idempotency_key where ctid = ${inTheThirdBatch} for update`);
    const running = reaper();
    running.onApplicationBootstrap();
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => expect((await on.pool.query(waiting)).rowCount).toBe(1));
    const ended = running.onModuleDestroy();
    await holder.query('rollback');
    holder.release();
    await ended;
    const left = await keysLeft();
    expect(left).toBe(32_000 - 3 * 4_096);
    expect(await reaper().runOnce()).toBe(left);
  });

  it('resumes after the database was down', async () => {
    const admin = new Client({ connectionString: databaseUrl(on.url, 'postgres') });
    await admin.connect();
    const name = new URL(on.url).pathname.slice(1);
    await given({ rows: 10, hoursAgo: [80, 80] });
    await admin.query(`alter database ${name} with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const running = reaper();
    await expect(running.runOnce()).rejects.toThrow();
    const statements = on.statements;
    running.onApplicationBootstrap();
    while (on.statements < statements + 2) await new Promise(setImmediate);
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
    await eventually(async () => expect(await keysLeft()).toBe(0));
    await given({ rows: 10, hoursAgo: [80, 80] });
    await eventually(async () => expect(await keysLeft()).toBe(0));
  });
});

describe('ProcessLease', () => {
  it('deletes processes a day after they ended', async () => {
    await on.pool.query(
      `insert into idempotency_process
       select gen_random_uuid(), clock_timestamp() - hours * interval '1 hour' from unnest(array[23, 25, 1000]) hours`,
    );
    const { lease } = on.newKeys();
    await lease.held();
    const { rows } = await on.pool.query(
      `select floor(extract(epoch from clock_timestamp() - lease_until) / 3600)::integer as hours
       from idempotency_process where lease_until < clock_timestamp()`,
    );
    await lease.end();
    expect(rows).toEqual([{ hours: 23 }]);
  });
});
