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

/** As if this process had stood still for so long: its timers did not run, and its lease is over. */
async function standStill(ms: number): Promise<void> {
  await pool.query('update idempotency_process set lease_until = clock_timestamp()');
  const now = performance.now() + ms;
  jest.spyOn(performance, 'now').mockReturnValue(now);
}

describe('ProcessLease', () => {
  it('says that this process lives, from the first claim on', async () => {
    expect(await lives()).toBe(false);
    await lease.held();
    expect(await lives()).toBe(true);
  });

  it('renews itself', async () => {
    await lease.held();
    await pool.query('update idempotency_process set lease_until = clock_timestamp()');
    expect(await lives()).toBe(false);
    await eventually(async () => expect(await lives()).toBe(true));
  });

  it('is renewed before the first claim after a standstill', async () => {
    await lease.held();
    await standStill(5_001);
    await lease.held();
    expect(await lives()).toBe(true);
  });

  it('is not asked for again while it lasts', async () => {
    await lease.held();
    await standStill(4_000);
    await lease.held();
    expect(await lives()).toBe(false);
  });

  it('forgets, when it is taken, processes whose lease was over a day ago', async () => {
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

  it('is over at once when it is given up, also while it is being renewed', async () => {
    const renewing = lease.held();
    await lease.end();
    await renewing;
    expect(await lives()).toBe(false);
    expect((await pool.query('select from idempotency_process')).rowCount).toBe(0);
  });
});
