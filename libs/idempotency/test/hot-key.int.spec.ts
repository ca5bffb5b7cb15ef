import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresPool } from '@holdfast/service-defaults/database';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { type Execution, IdempotencyKeys, jsonResponse } from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { effectTable, ordering, orderRequest, type OrderingDeps } from './ordering.fixture.ts';
import { codeOf } from './placing.fixture.ts';
import { FakeProvider } from './provider.fixture.ts';
import { watchStatements } from './watched-pool.fixture.ts';

let database: TestDatabase;
let pool: Pool;
let keys: IdempotencyKeys;
let asked = 0;
const provider = new FakeProvider();

beforeAll(async () => {
  database = await testDatabase();
  // A transaction here idles for as long as 20 orders take; a busy machine needs more than 5 s for them.
  const patient = { idle_in_transaction_session_timeout: 60_000 };
  pool = new Pool({ ...postgresPool, ...patient, connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  watchStatements(pool, () => (asked += 1));
  for (const sql of [createIdempotencySchema, effectTable]) await pool.query(sql);
  keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
  await keys.lease.held();
});
afterAll(async () => {
  await keys.lease.end();
  await pool.end();
  await database.drop();
});

const storm = <T>(ask: () => Promise<T>): Promise<T>[] => Array.from({ length: 500 }, ask);

const order = (item: string, deps: Partial<OrderingDeps> = {}, waitMs = 0): Promise<Execution> =>
  keys.execute({ ...orderRequest(item, item), waitMs }, ordering({ call: provider.call, ...deps }), item);

const others = Array.from({ length: 20 }, (_, n) => `another ${n}`);

describe('500 duplicates on one key, over a pool of four connections', () => {
  it.each([0, 5_000])(
    'that wait %i ms do not block 20 other keys while the first is running',
    async (waitMs) => {
      const hot = `hot, waiting ${waitMs}`;
      const { promise: mayEnd, resolve: endCall } = Promise.withResolvers<void>();
      const reach = (at: string): Promise<void> => (at === 'after charging' ? mayEnd : Promise.resolve());
      const duplicates = storm(() => codeOf(order(hot, { reach }, waitMs)));
      const done = await Promise.all(others.map((item) => order(`${item} of ${hot}`)));
      expect(done.map(({ response }) => response.status)).toEqual(others.map(() => 201));
      endCall();
      const codes = new Set(await Promise.all(duplicates));
      expect(codes).toEqual(new Set(['no problem', 'idempotency_in_flight']));
      expect(provider.steps(hot)).toEqual(['reserve', 'charge']);
    },
  );

  it('of a local transaction hold one connection, and do not block 20 other keys', async () => {
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const note = (): Promise<Execution> =>
      keys.transact(orderRequest('hot note'), 'noting', async (tx, id) => {
        await tx.query(`insert into effect values ($1, 'hot note', 'noted')`, [id]);
        await mayCommit;
        return jsonResponse(201, {});
      });
    const duplicates = storm(() => codeOf(note()));
    const done = await Promise.all(others.map((item) => order(`${item} of a hot note`)));
    expect(done.map(({ response }) => response.status)).toEqual(others.map(() => 201));
    commit();
    expect((await Promise.all(duplicates)).filter((code) => code === 'no problem')).toHaveLength(1);
    expect((await note()).isReplay).toBe(true);
  });

  it('that another process is running cost one statement at a time', async () => {
    const holder = new IdempotencyKeys(pool, { leaseMs: 60_000 });
    const { promise: mayEnd, resolve: endCall } = Promise.withResolvers<void>();
    const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
    const reach = (at: string): Promise<void> =>
      at === 'before reserving' ? (hold(), mayEnd) : Promise.resolve();
    const first = holder.execute(orderRequest('far', 'far'), ordering({ call: provider.call, reach }), 'far');
    await isHeld;
    asked = 0;
    const codes = await Promise.all(storm(() => codeOf(order('far'))));
    expect(new Set(codes)).toEqual(new Set(['idempotency_in_flight']));
    expect(asked).toBeLessThan(5);
    endCall();
    expect((await first).response.status).toBe(201);
    await holder.lease.end();
  });
});
