import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { pino } from 'pino';
import { Reaper } from '../src/running/reaper.ts';
import { type Execution, type IdempotencyKeys, type IdempotentRequest, jsonResponse } from '../src/index.ts';
import { metrics, Problem } from '@holdfast/service-defaults';
import { claimByDay } from '../src/partitions.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Days, local } from './days.fixture.ts';
import { codeOf, placing, requestOf } from './placing.fixture.ts';

let days: Days;
/** Keeps the server running between tests. */
let server: TestDatabase;

/** Hours, so that nothing is dropped. */
const forLong = 1_000;

beforeAll(async () => {
  server = await testDatabase();
});
beforeEach(async () => {
  days = await Days.open();
});
afterEach(() => days.close());
afterAll(() => server.drop());

/** Polls without a pause, so that many claims coincide with another's commit. */
async function untilFinished(keys: IdempotencyKeys, request: IdempotentRequest): Promise<Execution> {
  for (;;) {
    try {
      return await keys.execute(request, local(), null);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}

describe('idempotency_claim on partitions by day', () => {
  beforeEach(() => days.keep(-1));

  it.each([
    ['after midnight', 0],
    ['on a server whose clock was set back', -1],
  ])('finds a key of another day %s', async (_, second) => {
    const first = await days.keys(-1 - second).execute(requestOf('k'), local(), null);
    const again = await days.keys(second).execute(requestOf('k'), local(), null);
    expect([first.isReplay, again.isReplay]).toEqual([false, true]);
    expect(await days.on.effects()).toHaveLength(1);
  });

  it('gives one owner to each of 600 keys claimed on both sides of midnight', async () => {
    const sides = [days.keys(-1), days.keys(0)];
    await Promise.all(sides.map((keys, n) => keys.execute(requestOf(`warm ${n}`), local(), null)));
    const requests = Array.from({ length: 600 }, (_, n) => requestOf(`opaque ${n}`));
    const responses = await Promise.all(
      requests.flatMap((request) => sides.map((keys) => untilFinished(keys, request))),
    );
    expect(responses.filter(({ isReplay }) => !isReplay)).toHaveLength(600);
    const held = Object.values(await days.counts());
    expect([held.length, held.reduce((sum, n) => sum + n)]).toEqual([2, 602]);
    expect(Math.min(...held)).toBeGreaterThan(1);
    expect(await days.on.effects()).toHaveLength(602);
  });

  it('gives one owner to each of 600 keys, even if the second claim coincides with the commit', async () => {
    const sides = await days.onBothSidesOfMidnight();
    for (let n = 0; n < 600; n += 1) {
      const { keyHash } = requestOf(`opaque ${n}`);
      expect((await Promise.all(sides.map((ask) => ask(keyHash)))).sort()).toEqual(['new', 'replay']);
    }
  });

  it('gives one owner to each key claimed by a local transaction on one side and an operation on the other', async () => {
    const [before, after] = [days.keys(-1), days.keys(0)];
    const transact = async (n: number): Promise<unknown> =>
      before.transact(requestOf(`k${n}`), 'placing', async (tx, operationId) => {
        await tx.query('insert into effect values ($1, $2, $3)', [operationId, 'tea', 'placed']);
        return jsonResponse(201, {});
      });
    const operations = Array.from({ length: 100 }, (_, n) =>
      after.execute(requestOf(`k${n}`), local(), null),
    );
    await Promise.allSettled([...operations, ...Array.from({ length: 100 }, (_, n) => transact(n))]);
    expect(await days.on.effects()).toHaveLength(100);
  });

  it('refuses transactions that cannot see concurrent commits', async () => {
    const frozen = days.keys(0, String.raw`-c default_transaction_isolation=repeatable\ read`);
    await expect(frozen.execute(requestOf('k'), local(), null)).rejects.toThrow('read committed');
    expect(await days.on.effects()).toEqual([]);
  });
});

describe('keepDays', () => {
  it('creates the partitions of today and the next three days once, however many processes try', async () => {
    const kept = await Promise.all(Array.from({ length: 5 }, () => days.keep(0)));
    expect(kept.reduce((sum, { made }) => sum + made, 0)).toBe(4);
    expect(await days.keep(0)).toMatchObject({ made: 0 });
    expect(await days.keep(1)).toMatchObject({ made: 1 });
  });

  it('drops a day past its retention, and carries forward keys that are unfinished or finished late', async () => {
    await days.keep(-5, forLong);
    const old = days.keys(-5);
    await old.execute(requestOf('forgotten'), local(), null);
    await old.execute(requestOf('late'), local(), null);
    for (const key of ['unfinished', 'in review']) {
      const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
      await expect(old.execute(requestOf(key), failing, null)).rejects.toThrow('no answer');
    }
    await days.on.pool.query(
      `update idempotency_key set finished_at = clock_timestamp() - interval '100 hours'`,
    );
    await days.on.pool.query(
      `update idempotency_key set finished_at = clock_timestamp() - interval '1 hour' where key_hash = $1`,
      [requestOf('late').keyHash],
    );
    await days.on.pool.query(`update idempotency_key set state = 'review' where key_hash = $1`, [
      requestOf('in review').keyHash,
    ]);
    await days.on.pool.query(`update idempotency_key set finished_at = null where state <> 'done'`);
    await days.keep(-2, forLong);
    expect(await days.counts()).toEqual({ [await days.partition(-5)]: 4 });

    expect(await days.keep(0)).toMatchObject({ made: 2, carried: 3 });
    expect(await days.counts()).toEqual({ [await days.partition(0)]: 3 });
    const keys = days.keys(0);
    expect((await keys.execute(requestOf('late'), local(), null)).isReplay).toBe(true);
    expect((await keys.execute(requestOf('unfinished'), placing('other'), null)).response.body).toBe(
      '{"outcome":"tea done"}',
    );
    expect(await codeOf(keys.execute(requestOf('in review'), local(), null))).toBe(
      'idempotency_outcome_in_review',
    );
    expect((await keys.execute(requestOf('forgotten'), local(), null)).isReplay).toBe(false);
  });

  it('lets operations complete while their keys are carried forward', async () => {
    await days.keep(-5, forLong);
    await days.slowDown(-5);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<string>();
    const [old, operation] = [days.keys(-5), placing('tea', { call: () => mayEnd })];
    const running = Array.from({ length: 50 }, (_, n) => old.execute(requestOf(`k${n}`), operation, null));
    while (operation.calls.length < 50) await new Promise(setImmediate);
    const kept = days.keep(0);
    await days.untilSlowedDown();
    end('done');
    const statuses = (await Promise.all(running)).map(({ response }) => response.status);
    expect([new Set(statuses), await kept]).toMatchObject([new Set([201]), { carried: 50 }]);
    expect(await days.counts()).toEqual({ [await days.partition(0)]: 50 });
  });

  it('blocks no request for more than half a second, and succeeds later', async () => {
    const client = await days.on.pool.connect();
    await client.query('begin; select from idempotency_key');
    const begun = performance.now();
    await expect(days.keep(0)).rejects.toThrow('lock timeout');
    expect(performance.now() - begun).toBeLessThan(3_000);
    await client.query('rollback');
    client.release();
    expect(await days.keep(0)).toMatchObject({ made: 4 });
  });

  it('fails if a later claim does not search all days, until the search is restored', async () => {
    const claim = /create function idempotency_claim[^]*\$\$;/.exec(createIdempotencySchema)?.[0] ?? '';
    await days.on.pool.query(claim.replace('create function', 'create or replace function'));
    await expect(days.keep(0)).rejects.toThrow('does not search all days');
    await days.on.pool.query(claimByDay);
    await days.keep(-1);
    await days.keys(-1).execute(requestOf('k'), local(), null);
    expect((await days.keys(0).execute(requestOf('k'), local(), null)).isReplay).toBe(true);
  });
});

describe('the reaper on partitions by day', () => {
  const reaperOf = (keys: IdempotencyKeys): Reaper => new Reaper(keys, pino({ level: 'silent' }));

  it('creates and drops partitions instead of deleting rows', async () => {
    await days.keep(-5, forLong);
    const old = days.keys(-5);
    await old.execute(requestOf('old'), local(), null);
    await old.lease.end();
    await days.on.pool.query(`update idempotency_key set finished_at = finished_at - interval '100 hours'`);
    expect(await reaperOf(days.keys(0)).runOnce()).toBe(0);
    expect(await days.counts()).toEqual({});
    await days.keys(3).execute(requestOf('ahead'), local(), null);
    expect(await days.counts()).toEqual({ [await days.partition(3)]: 1 });
  });

  it('deletes finished keys in the default partition, and reports that there are some', async () => {
    await days.keep(-5, forLong);
    const keys = days.keys(0);
    for (const key of ['old', 'new']) await keys.execute(requestOf(key), local(), null);
    await days.on.pool.query(
      `update idempotency_key set finished_at = finished_at - interval '100 hours' where key_hash = $1`,
      [requestOf('old').keyHash],
    );
    expect(await reaperOf(keys).runOnce()).toBe(1);
    expect(await days.counts()).toEqual({ idempotency_key_default: 1 });
    expect(
      (await metrics.getSingleMetric('idempotency_default_partition_keys')?.get())?.values[0]?.value,
    ).toBe(2);
  });
});
