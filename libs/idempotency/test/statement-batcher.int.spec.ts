import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { complete, type Execution, IdempotencyKeys, jsonResponse, type Operation } from '../src/index.ts';
import { runningTimes } from '../src/running/running-times.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { noteEffect, ordering, orderRequest, wholeOrder } from './ordering.fixture.ts';
import { FakeProvider } from './provider.fixture.ts';
import { watchStatements } from './watched-pool.fixture.ts';

let database: TestDatabase;
let pool: Pool;
let keys: IdempotencyKeys;
let provider: FakeProvider;
let statements: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 20 });
  pool.on('error', () => undefined);
  watchStatements(pool, (text) => {
    if (text.includes('given')) statements.push(text);
  });
  await pool.query(createIdempotencySchema);
  await pool.query(
    `create table effect (operation_id uuid, item text check (item not like '%forbidden%'), step text)`,
  );
});
beforeEach(async () => {
  statements = [];
  await pool.query('truncate idempotency_key; truncate effect');
  provider = new FakeProvider();
  keys = new IdempotencyKeys(pool, { leaseMs: 60_000 });
  await keys.lease.held();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const items = (count: number): string[] => Array.from({ length: count }, (_, n) => `item ${n}`);

const order = (item: string, call = provider.call): Promise<Execution> =>
  keys.execute(orderRequest(item, item), ordering({ call }), item);

const steps = async (item: string): Promise<string[]> => {
  const { rows } = await pool.query<{ step: string }>(
    'select step from effect join idempotency_key using (operation_id) where key_hash = $1 order by step',
    [orderRequest(item, item).keyHash],
  );
  return rows.map(({ step }) => step);
};

const stateOf = async (item: string): Promise<string | undefined> => {
  const { rows } = await pool.query<{ state: string }>(
    'select state from idempotency_key where key_hash = $1',
    [orderRequest(item, item).keyHash],
  );
  return rows[0]?.state;
};

describe('64 concurrent orders', () => {
  it('share statements: 192 single commits become fewer than 24', async () => {
    await Promise.all(items(64).map((item) => order(item)));
    expect(statements.length).toBeLessThan(24);
    for (const item of items(64)) expect(await steps(item)).toEqual(wholeOrder);
  });
});

describe('a single order', () => {
  it('waits for no other: one statement for each of its three commits', async () => {
    await order('tea');
    expect(statements).toHaveLength(3);
  });
});

describe('500 concurrent requests', () => {
  it('use two connections', async () => {
    const small = new Pool({ connectionString: database.url, max: 50 });
    // Without a renewal in between, which has a connection of its own.
    const times = { ...runningTimes, renewMs: 60_000, processLeaseMs: 300_000 };
    const own = new IdempotencyKeys(small, { leaseMs: 60_000, times });
    const noting: Operation<string> = {
      name: 'noting',
      phases: [],
      begin: (item) => complete(jsonResponse(201, { item }), [noteEffect('noted', 'claim', item)]),
    };
    await own.lease.held();
    await Promise.all(items(500).map((item) => own.execute(orderRequest(item), noting, item)));
    expect(small.totalCount).toBeLessThanOrEqual(2);
    await own.lease.end();
    await small.end();
  });
});

describe('one of 41 concurrent orders, with a value that Postgres refuses', () => {
  const refusals = {
    'violates a constraint': { value: 'forbidden', code: '23514' },
    'cannot be stored': { value: 'nul \u0000', code: '22021' },
  };
  const commits = ['the claim', 'the commit between two calls', 'the commit of the answer'] as const;
  const table = commits.flatMap((commit) =>
    Object.entries(refusals).map(([why, refusal]) => ({ commit, why, ...refusal })),
  );

  it.each(table)(
    'because it $why at $commit, fails alone with its own error',
    async ({ commit, value, code }) => {
      const bad = commit === 'the claim' ? value : 'bad';
      const spoilt = commit === 'the commit between two calls' ? 'reserve' : 'charge';
      const spoiling: typeof provider.call = (step, key, item) =>
        item === bad && step === spoilt ? Promise.resolve(value) : provider.call(step, key, item);
      const come = [...items(20), bad, ...items(40).slice(20)].map((item) => order(item, spoiling));
      const ended = await Promise.allSettled(come);
      const failed = ended.filter((each) => each.status === 'rejected');
      expect(failed.map(({ reason }) => (reason as { code?: string }).code)).toEqual([code]);
      for (const item of items(40)) expect(await steps(item)).toEqual(wholeOrder);
      expect(await stateOf(bad)).toBe(commit === 'the claim' ? undefined : 'unknown');
      if (commit !== 'the claim') expect((await order(bad)).response.status).toBe(201);
    },
  );
});
