import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { ProcessLease } from '../src/running/process-lease.ts';
import { createIdempotencySchema } from '../src/schema.ts';

let database: TestDatabase;
let pool: Pool;
let lease: ProcessLease;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  await pool.query(createIdempotencySchema);
});
beforeEach(() => {
  lease = new ProcessLease(pool);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await lease.end();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const lives = async (): Promise<boolean> => {
  const { rows } = await pool.query<{ lives: boolean }>('select idempotency_owner_lives($1) as lives', [
    lease.owner,
  ]);
  return rows[0]?.lives ?? false;
};

/** Simulates a stall of the process: its timers did not run, and its lease has expired. */
async function standStill(ms: number): Promise<void> {
  await pool.query('update idempotency_process set lease_until = clock_timestamp()');
  const now = performance.now() + ms;
  jest.spyOn(performance, 'now').mockReturnValue(now);
}

describe('ProcessLease', () => {
  it('is held from the first claim on', async () => {
    expect(await lives()).toBe(false);
    await lease.held();
    expect(await lives()).toBe(true);
  });

  it('that was never held ends without the database, which may be unreachable', async () => {
    const query = jest.spyOn(pool, 'query');
    await lease.end();
    expect(query).not.toHaveBeenCalled();
  });

  it('is renewed automatically', async () => {
    await lease.held();
    await pool.query('update idempotency_process set lease_until = clock_timestamp()');
    expect(await lives()).toBe(false);
    await eventually(async () => expect(await lives()).toBe(true));
  });

  it('is renewed before the first claim after a stall', async () => {
    await lease.held();
    await standStill(5_001);
    await lease.held();
    expect(await lives()).toBe(true);
  });

  it('is not renewed early', async () => {
    await lease.held();
    await standStill(4_000);
    await lease.held();
    expect(await lives()).toBe(false);
  });

  it('deletes processes whose lease expired a day ago when it is taken', async () => {
    const [longDead, justDead] = [randomUUID(), randomUUID()];
    await pool.query(
      `insert into idempotency_process values
         ($1, clock_timestamp() - interval '25 hours'), ($2, clock_timestamp() - interval '23 hours')`,
      [longDead, justDead],
    );
    await lease.held();
    const { rows } = await pool.query<{ owner: string }>('select owner from idempotency_process');
    await pool.query('delete from idempotency_process where owner = $1', [justDead]);
    expect(rows.map(({ owner }) => owner).sort()).toEqual([justDead, lease.owner].sort());
  });

  it('ends immediately when released, even during a renewal', async () => {
    const renewing = lease.held();
    await lease.end();
    await renewing;
    expect(await lives()).toBe(false);
    expect((await pool.query('select from idempotency_process')).rowCount).toBe(0);
  });
});
