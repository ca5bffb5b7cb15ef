import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { postgresPool } from '@holdfast/service-defaults/database';
import { eventually, temporaryFolder } from '@holdfast/testing';
import { Pool } from 'pg';
import { type Execution, IdempotencyKeys, jsonResponse } from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { effectTable, ordering, orderRequest, type OrderingDeps, wholeOrder } from './ordering.fixture.ts';
import { FakeProvider } from './provider.fixture.ts';

const dataDir = temporaryFolder();
let port: number;
let server: ManagedProcess;
let pool: Pool;
let keys: IdempotencyKeys;
let renewals = 0;
const provider = new FakeProvider();

const start = (): Promise<ManagedProcess> => startPostgres({ dataDir, port, isDurable: false });

beforeAll(async () => {
  port = await freePort();
  server = await start();
  pool = new Pool({ ...postgresPool, connectionString: embeddedPostgresUrl(port) });
  pool.on('error', () => undefined);
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  pool.query = ((...args: unknown[]) => {
    if (String(args[0]).includes('idempotency_process as p')) renewals += 1;
    return query(...args);
  }) as Pool['query'];
  for (const sql of [createIdempotencySchema, effectTable]) await pool.query(sql);
  keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
});
afterEach(async () => {
  if (server.state !== 'up') server = await start();
});
afterAll(async () => {
  await keys.lease.end();
  await pool.end();
  await server.kill();
  rmSync(dataDir, { recursive: true });
});

const order = (item: string, deps: Partial<OrderingDeps> = {}): Promise<Execution> =>
  keys.execute(orderRequest(item, item), ordering({ call: provider.call, ...deps }), item);

const note = (
  item: string,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Execution> =>
  keys.transact(orderRequest(item, item), 'noting', async (tx, id) => {
    await tx.query(`insert into effect values ($1, $2, 'noted')`, [id, item]);
    await meanwhile();
    return jsonResponse(201, { item });
  });

const written = async (item: string): Promise<string[]> => {
  const { rows } = await pool.query<{ step: string }>(
    'select step from effect join idempotency_key using (operation_id) where key_hash = $1 order by step',
    [orderRequest(item, item).keyHash],
  );
  return rows.map(({ step }) => step);
};

/** How long it took to fail because Postgres was unavailable, ms. */
async function failureTime(work: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  const error: unknown = await work.then(
    () => 'it did not fail',
    (reason: unknown) => reason,
  );
  expect(isPostgresUnavailable(error)).toBe(true);
  return performance.now() - begun;
}

describe('while Postgres is down', () => {
  it('requests fail within a second, nothing runs, and responses in memory are still replayed', async () => {
    const { response } = await order('before');
    await server.kill();
    expect(await failureTime(order('while down'))).toBeLessThan(1_000);
    expect(await failureTime(note('while down'))).toBeLessThan(1_000);
    expect(provider.steps('while down')).toEqual([]);
    expect(await order('before')).toMatchObject({ response, isReplay: true });
  });

  it('nothing piles up: a process then recovers automatically, and renews its lease once a second', async () => {
    await server.kill();
    const impatient = new IdempotencyKeys(pool, { leaseMs: 60_000 });
    for (let n = 0; n < 200; n += 1) await failureTime(impatient.lease.held());
    server = await start();
    await impatient.lease.held();
    const before = renewals;
    const aSecondLater = performance.now() + 1_100;
    await eventually(() => expect(performance.now()).toBeGreaterThan(aSecondLater));
    expect(renewals - before).toBeLessThan(10);
    await impatient.lease.end();
  });
});

describe('when Postgres goes down midway', () => {
  it('during a call, its outcome is not lost: the next request completes the operation without a second effect', async () => {
    let downAt = NaN;
    const reach = async (at: string): Promise<void> => {
      if (at !== 'after charging') return;
      await server.kill();
      downAt = performance.now();
    };
    await failureTime(order('in the middle', { reach }));
    expect(performance.now() - downAt).toBeLessThan(1_000);
    server = await start();
    const { response } = await order('in the middle');
    expect(response.status).toBe(201);
    expect(provider.steps('in the middle')).toEqual(['reserve', 'charge']);
    expect(await written('in the middle')).toEqual(wholeOrder);
  });

  it('during a local transaction, the process survives, and nothing is written', async () => {
    await failureTime(note('noted', () => server.kill()));
    server = await start();
    expect(await written('noted')).toEqual([]);
    expect((await note('noted')).isReplay).toBe(false);
    expect(await written('noted')).toEqual(['noted']);
  });

  it('during 100 orders, each completes once when it is back', async () => {
    const items = Array.from({ length: 100 }, (_, n) => `one of many ${n}`);
    let calls = 0;
    const call: OrderingDeps['call'] = async (step, key, item) => {
      calls += 1;
      if (calls === 120) await server.kill();
      return provider.call(step, key, item);
    };
    await Promise.allSettled(items.map((item) => order(item, { call })));
    expect(server.state).toBe('down');
    server = await start();
    await Promise.all(items.map((item) => eventually(() => order(item))));
    for (const item of items) {
      expect(provider.steps(item)).toEqual(['reserve', 'charge']);
      expect(await written(item)).toEqual(wholeOrder);
    }
  });
});
