import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { settledQuery } from '../src/store/settled-query.ts';

let database: TestDatabase;
let pool: Pool;
let other: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 1 });
  other = new Pool({ connectionString: database.url, max: 1 });
  for (const each of [pool, other]) each.on('error', () => undefined);
});
afterAll(async () => {
  await Promise.all([pool.end(), other.end()]);
  await database.drop();
});

/** Takes a lock until its transaction ends, then fails. */
const lockAndFail = {
  name: 'lock_and_fail',
  text: 'select pg_advisory_xact_lock($1), 1 / (random() * 0)::integer',
};

describe('settledQuery', () => {
  it('rejects only after the failure is rolled back: its locks are free', async () => {
    await other.query('select 1');
    for (let n = 0; n < 300; n += 1) {
      await expect(settledQuery(pool, { ...lockAndFail, values: [n] })).rejects.toThrow('division by zero');
      const { rows } = await other.query('select pg_try_advisory_xact_lock($1) as free', [n]);
      expect(rows).toEqual([{ free: true }]);
    }
  });

  it('keeps the connection after an error of the statement, but not of the connection', async () => {
    const session = async (): Promise<unknown> =>
      (await settledQuery(pool, { name: 'session', text: 'select pg_backend_pid() as pid', values: [] }))
        .rows;
    const before = await session();
    await settledQuery(pool, { ...lockAndFail, values: [1] }).catch(() => undefined);
    expect(await session()).toEqual(before);
    const end = { name: 'end', text: 'select pg_terminate_backend(pg_backend_pid())', values: [] };
    await expect(settledQuery(pool, end)).rejects.toThrow('terminating connection');
    expect(await session()).not.toEqual(before);
  });
});
