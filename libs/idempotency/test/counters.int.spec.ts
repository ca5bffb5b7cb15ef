import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, sharedSessions, unless } from '@holdfast/testing';
import { type Pool } from 'pg';
import {
  complete,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonResponse,
  type Operation,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { type Counters, difference, ObservedDatabase } from './observed-database.fixture.ts';
import { effectTable, noteEffect, ordering, orderRequest } from './ordering.fixture.ts';
import { codeOf, placing } from './placing.fixture.ts';

let database: ObservedDatabase;

const noting: Operation<string> = {
  name: 'noting',
  phases: [],
  begin: (item) => complete(jsonResponse(201, { item }), [noteEffect('noted', 'claim', item)]),
};

const note = (keys: IdempotencyKeys, request: IdempotentRequest): Promise<unknown> =>
  keys.execute(request, noting, 'tea');

const transact = (keys: IdempotencyKeys, request: IdempotentRequest): Promise<unknown> =>
  keys.transact(request, 'noting', async (tx, id) => {
    await tx.query(`insert into effect values ($1, 'tea', 'noted')`, [id]);
    await tx.query(`update effect set item = 'rope' where false`);
    return jsonResponse(201, {});
  });

const conflict = async (keys: IdempotencyKeys, request: IdempotentRequest): Promise<void> => {
  expect(await codeOf(keys.execute(request, placing('tea'), null))).toBe('idempotency_in_flight');
};

/** Another living process that runs this request. */
async function hold(pool: Pool, request: IdempotentRequest): Promise<void> {
  const holder = new IdempotencyKeys(pool, { leaseMs: 600_000 });
  const { promise: isHeld, resolve: call } = Promise.withResolvers<void>();
  void holder.execute(request, placing('tea', { call: () => (call(), new Promise(() => undefined)) }), null);
  await isHeld;
  await holder.lease.end();
  await pool.query(`insert into idempotency_process values ($1, clock_timestamp() + interval '1 hour')`, [
    holder.lease.owner,
  ]);
}

type Work = (keys: IdempotencyKeys, request: IdempotentRequest) => Promise<unknown>;

/** A process whose lease outlasts the test, so that no renewal is counted. */
async function quietKeys(pool: Pool): Promise<IdempotencyKeys> {
  const keys = new IdempotencyKeys(pool, { leaseMs: 600_000 });
  await keys.lease.end();
  await keys.lease.held();
  return keys;
}

let batches = 0;
const times = 20;

/**
 * The cost of one request out of `times`: their total, less the cost of the connection and its first request.
 */
async function costOf(
  work: Work,
  before?: (pool: Pool, request: IdempotentRequest) => Promise<unknown>,
): Promise<Counters> {
  batches += 1;
  const requests = Array.from({ length: times + 2 }, (_, n) => orderRequest(`${batches} ${n}`));
  await database.using(async (pool) => {
    await pool.query('truncate idempotency_key, effect');
    for (const request of requests) await before?.(pool, request);
  });
  const run = (some: readonly IdempotentRequest[]): Promise<Counters> =>
    database.costOf(async (pool) => {
      const keys = await quietKeys(pool);
      const time = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
      for (const request of some) await work(keys, request);
      time.mockRestore();
    });
  const one = await run(requests.slice(0, 1));
  const all = difference(await run(requests.slice(1)), one);
  return Object.fromEntries(
    Object.entries(all).map(([name, count]) => [name, Number(count) / times]),
  ) as never;
}

/** Postgres reports the statistics of a session once it has ended. */
const countless = sharedSessions && `${sharedSessions}, which do not end, and Postgres counts by session`;

unless(countless, describe)('the cost of a request', () => {
  beforeAll(async () => {
    database = await ObservedDatabase.open([
      createIdempotencySchema,
      effectTable,
      // Vacuum would hide dead tuples and add work.
      'alter table idempotency_key set (autovacuum_enabled = off); alter table effect set (autovacuum_enabled = off)',
    ]);
  });
  afterAll(() => database.close());

  it.each<[string, Work, Partial<Counters>]>([
    [
      'that completes in its first commit: one statement, no row written twice',
      note,
      { roundTrips: 1, commits: 1, inserted: 2, updated: 0, deadTuples: 0 },
    ],
    [
      'with a local transaction of two statements: those two, plus one each with BEGIN and COMMIT',
      transact,
      { roundTrips: 4, commits: 1, inserted: 2, updated: 0, deadTuples: 0 },
    ],
    [
      'with one remote call: two statements, and its key updated once',
      (keys, request) => keys.execute(request, placing('tea'), null),
      { roundTrips: 2, commits: 2, inserted: 3, updated: 1 },
    ],
    [
      'with two remote calls: three statements',
      (keys, request) => keys.execute(request, ordering({ call: (step) => Promise.resolve(step) }), 'tea'),
      { roundTrips: 3, commits: 3, inserted: 4, updated: 2 },
    ],
  ])('%s', async (_, work, expected) => {
    expect(await costOf(work)).toMatchObject(expected);
  });

  it.each<[string, Work, (pool: Pool, request: IdempotentRequest) => Promise<unknown>]>([
    [
      'that is replayed in another process: one statement, nothing written',
      note,
      async (pool, request) => note(await quietKeys(pool), request),
    ],
    ['that another process is working on: one statement, nothing written', conflict, hold],
  ])('%s', async (_, work, before) => {
    // Background work of Postgres may interfere once, but not again.
    await eventually(async () => {
      const { walBytes, ...cost } = await costOf(work, before);
      expect(cost).toEqual({ roundTrips: 1, commits: 1, inserted: 0, updated: 0, deadTuples: 0 });
      expect(walBytes).toBeLessThan(5);
    });
  });

  it('with a new key: no call of the function that decides about used ones', async () => {
    await database.using(async (pool) => {
      await pool.query(`set track_functions = 'pl'`);
      for (const request of ['new', 'newer', 'newest'].map((key) => orderRequest(key)))
        await note(await quietKeys(pool), request);
      await note(await quietKeys(pool), orderRequest('new'));
    });
    await database.using(async (pool) => {
      const calls = `select calls::integer from pg_stat_user_functions where funcname = 'idempotency_claim'`;
      expect((await pool.query(calls)).rows).toEqual([{ calls: 1 }]);
    });
  });

  it('that is replayed in the same process: no statement', async () => {
    const request = orderRequest('again');
    const cost = async (count: number): Promise<Counters> =>
      database.costOf(async (pool) => {
        const keys = await quietKeys(pool);
        await note(keys, request);
        for (let n = 0; n < count; n += 1) await note(keys, request);
      });
    await cost(0);
    const { walBytes, ...more } = difference(await cost(100), await cost(0));
    expect(more).toEqual({ roundTrips: 0, commits: 0, inserted: 0, updated: 0, deadTuples: 0 });
    expect(walBytes).toBeLessThan(500);
  });
});
