import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { edgeErrors, metrics, Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { Pool } from 'pg';
import { IdempotencyKeys, jsonResponse, NotExecuted, type ProvisionalResponse } from '../src/index.ts';
import { measureUnfinished } from '../src/running/measure-unfinished.ts';
import { Reaper } from '../src/running/reaper.ts';
import { codeOf, KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

let on: KeysOnPostgres;

beforeAll(async () => {
  on = await KeysOnPostgres.open();
});
beforeEach(() => on.forget());
afterAll(() => on.close());

const noAnswer = { call: () => Promise.reject(new Error('no answer')) };
const problem = new Problem(edgeErrors.serviceUnavailable, 'closed');

type Labels = Readonly<Record<string, string>>;

/** The value of one series, as a scrape would see it. */
async function series(name: string, labels: Labels = {}): Promise<number> {
  const all = await metrics.getMetricsAsJSON();
  const values = all.find((metric) => metric.name === name)?.values ?? [];
  const matching = values.filter((each) =>
    Object.entries(labels).every(([label, value]) => (each.labels as Labels)[label] === value),
  );
  return matching.reduce((sum, { value }) => sum + value, 0);
}

/** How much a series grows during some work. */
async function growth(name: string, labels: Labels, work: () => Promise<unknown>): Promise<number> {
  const before = await series(name, labels);
  await work();
  return (await series(name, labels)) - before;
}

const execute = (key: string, operation: Placing, body?: string): Promise<string> =>
  codeOf(on.keys.execute(requestOf(key, body), operation, null));

const complete = async (operation: Placing): Promise<void> => {
  const other = on.newKeys();
  other.register(operation);
  await other.completeAbandoned(10);
};

const uuidv7At = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

describe('idempotency_claims_total', () => {
  const claims = (result: string, work: () => Promise<unknown>): Promise<number> =>
    growth('idempotency_claims_total', { operation: 'placing', result }, work);

  it('counts runs and their replays', async () => {
    expect(await claims('ran', () => execute('k', placing('tea')))).toBe(1);
    expect(await claims('replay', () => execute('k', placing('tea')))).toBe(1);
  });

  it('counts failures of the operation', async () => {
    expect(await claims('failed', () => execute('k', placing('tea', noAnswer)))).toBe(1);
  });

  it('counts keys reused for another request', async () => {
    await execute('k', placing('tea'));
    expect(await claims('reused', () => execute('k', placing('rope'), '{"item":"rope"}'))).toBe(1);
  });

  it('counts duplicates of a running request', async () => {
    await on.dieCalling('k');
    expect(await claims('in_flight', () => execute('k', placing('tea')))).toBe(1);
  });

  it('counts expired keys and keys from the future', async () => {
    const hour = 3_600_000;
    expect(await claims('expired', () => execute(uuidv7At(Date.now() - 100 * hour), placing('tea')))).toBe(1);
    expect(await claims('from_future', () => execute(uuidv7At(Date.now() + hour), placing('tea')))).toBe(1);
  });

  it('counts requests for operations in review', async () => {
    await execute('k', placing('tea', noAnswer));
    await on.pool.query(`update idempotency_key set state = 'review'`);
    expect(await claims('in_review', () => execute('k', placing('tea')))).toBe(1);
  });

  it('counts operations without a remote call too', async () => {
    const response = (): Promise<unknown> =>
      on.keys.transact(requestOf('k'), 'noting', () => Promise.resolve(jsonResponse(201, {})));
    const labels = { operation: 'noting', result: 'ran' };
    expect(await growth('idempotency_claims_total', labels, response)).toBe(1);
  });
});

describe('idempotency_runs_total', () => {
  const runs = (result: string, work: () => Promise<unknown>): Promise<number> =>
    growth('idempotency_runs_total', { operation: 'placing', result }, work);

  it('counts completed runs', async () => {
    expect(await runs('done', () => execute('k', placing('tea')))).toBe(1);
  });

  it('counts calls that were definitely not executed', async () => {
    const closed = placing('tea', { call: () => Promise.reject(new NotExecuted(problem)) });
    expect(await runs('parked', () => execute('k', closed))).toBe(1);
  });

  it('counts unknown outcomes, even with a provisional response', async () => {
    expect(await runs('unknown', () => execute('k', placing('tea', noAnswer)))).toBe(1);
    const whenUnknown = (): ProvisionalResponse => ({ response: jsonResponse(202, {}), writes: [] });
    expect(await runs('unknown', () => execute('l', placing('tea', { ...noAnswer, whenUnknown })))).toBe(1);
  });

  it('counts runs that need an operator', async () => {
    await execute('k', placing('tea', noAnswer));
    await on.pool.query(`update idempotency_key set sent_at = clock_timestamp() - interval '23 hours'`);
    expect(await runs('review', () => execute('k', placing('tea', noAnswer)))).toBe(1);
  });

  it('counts them even with a provisional response', async () => {
    await execute('k', placing('tea', noAnswer));
    await on.pool.query(`update idempotency_key set sent_at = clock_timestamp() - interval '23 hours'`);
    const whenUnknown = (): ProvisionalResponse => ({ response: jsonResponse(202, {}), writes: [] });
    const pending = placing('tea', { ...noAnswer, whenUnknown });
    expect(await runs('review', () => execute('k', pending))).toBe(1);
  });

  it('counts a run once that failed after losing its key', async () => {
    const zombie = placing('tea', {
      call: async () => {
        await on.endLeases();
        await complete(placing('tea'));
        throw new Error('no answer');
      },
    });
    expect(await runs('lost', () => execute('k', zombie))).toBe(1);
  });

  it('counts runs that lost their key to a successor', async () => {
    const zombie = placing('tea', {
      call: async () => {
        await on.endLeases();
        await complete(placing('tea'));
        return 'too late';
      },
    });
    expect(await runs('lost', () => execute('k', zombie))).toBe(1);
  });
});

describe('idempotency_takeovers_total', () => {
  const takeovers = (work: () => Promise<unknown>): Promise<number> =>
    growth('idempotency_takeovers_total', { operation: 'placing' }, work);

  it('counts takeovers by a completer', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    expect(await takeovers(() => complete(placing('tea')))).toBe(1);
  });

  it('counts takeovers by a request', async () => {
    await on.dieCalling('k');
    await on.endLeases();
    expect(await takeovers(() => execute('k', placing('tea')))).toBe(1);
  });

  it('does not count rechecks: no process crashed', async () => {
    await execute('k', placing('tea', noAnswer));
    await on.pool.query('update idempotency_key set drive_at = clock_timestamp()');
    expect(await takeovers(() => complete(placing('tea')))).toBe(0);
  });
});

describe('idempotency_process_requests', () => {
  it('counts the request that works on its key and duplicates that wait for it, and nothing afterwards', async () => {
    const [active, waiting] = await Promise.all(
      ['active', 'waiting'].map((state) => series('idempotency_process_requests', { state })),
    );
    const more = async (): Promise<number[]> => [
      (await series('idempotency_process_requests', { state: 'active' })) - active!,
      (await series('idempotency_process_requests', { state: 'waiting' })) - waiting!,
    ];
    const { promise: result, resolve } = Promise.withResolvers<string>();
    const operation = placing('tea', { call: () => result });
    const first = execute('k', operation);
    await eventually(() => expect(operation.calls).toHaveLength(1));
    expect(await execute('k', operation)).toBe('idempotency_in_flight');
    const duplicate = codeOf(on.keys.execute({ ...requestOf('k'), waitMs: 60_000 }, operation, null));
    await eventually(async () => expect(await more()).toEqual([1, 1]));
    resolve('done');
    expect(await Promise.all([first, duplicate])).toEqual(['no problem', 'no problem']);
    expect(await more()).toEqual([0, 0]);
  });
});

describe('the gauges of unfinished keys', () => {
  it('report the number in each state and the age of the oldest', async () => {
    await execute('k', placing('tea', noAnswer));
    await on.pool.query(`update idempotency_key set created_at = clock_timestamp() - interval '10 minutes'`);
    await execute('l', placing('tea', noAnswer));
    await on.dieCalling('m');
    await measureUnfinished(on.pool);
    const keys = (state: string): Promise<number> => series('idempotency_unfinished_keys', { state });
    expect([await keys('unknown'), await keys('running'), await keys('review')]).toEqual([2, 1, 0]);
    const oldest = await series('idempotency_oldest_unfinished_seconds', { state: 'unknown' });
    expect(Math.floor(oldest / 60)).toBe(10);
  });

  it('say how long ago the lease of a running key ended, however old its request is', async () => {
    await on.dieCalling('m');
    await on.pool.query(`update idempotency_key set created_at = clock_timestamp() - interval '1 hour'`);
    const running = async (): Promise<number> => {
      await measureUnfinished(on.pool);
      return series('idempotency_oldest_unfinished_seconds', { state: 'running' });
    };
    expect(await running()).toBe(0);
    await on.pool.query(`update idempotency_key set lease_until = clock_timestamp() - interval '5 minutes'`);
    expect(Math.floor((await running()) / 60)).toBe(5);
  });

  it('return to 0', async () => {
    await execute('k', placing('tea', noAnswer));
    await measureUnfinished(on.pool);
    await execute('k', placing('tea'));
    await measureUnfinished(on.pool);
    expect(await series('idempotency_unfinished_keys')).toBe(0);
    expect(await series('idempotency_oldest_unfinished_seconds')).toBe(0);
  });
});

describe('idempotency_key_lease_seconds', () => {
  it('reports how long a run may last', async () => {
    on.newKeys();
    expect(await series('idempotency_key_lease_seconds')).toBe(60);
  });
});

describe('idempotency_lease_renewals_failed_total', () => {
  it('counts failed renewals, once a second', async () => {
    const pool = new Pool({ connectionString: on.url });
    const { lease } = new IdempotencyKeys(pool, { leaseMs: 60_000 });
    await lease.held();
    const before = await series('idempotency_lease_renewals_failed_total');
    await pool.end();
    await eventually(async () =>
      expect(await series('idempotency_lease_renewals_failed_total')).toBeGreaterThan(before),
    );
    await lease.end().catch(() => undefined);
  });
});

describe('idempotency_keys_reaped_total', () => {
  it('counts deleted finished keys, and no others', async () => {
    // Processes of other tests would claim a share of the table.
    const alone = await KeysOnPostgres.open();
    const begin = (key: string, operation: Placing): Promise<string> =>
      codeOf(alone.keys.execute(requestOf(key), operation, null));
    await begin('old', placing('tea'));
    await begin('old and unfinished', placing('tea', noAnswer));
    await alone.pool.query(`update idempotency_key set created_at = created_at - interval '100 hours',
      finished_at = finished_at - interval '100 hours'`);
    await begin('new', placing('tea'));
    const reaper = new Reaper(alone.keys, pino({ level: 'silent' }));
    expect(await growth('idempotency_keys_reaped_total', {}, () => reaper.runOnce())).toBe(1);
    await alone.keys.lease.end();
    await alone.close();
  });
});
