import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import {
  type ComparePage,
  createReconciliationSchema,
  Reconciler,
  type ReconcilerOptions,
} from '@holdfast/service-defaults/reconciliation';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { pino } from 'pino';

const minute = 60_000;
const hour = 60 * minute;

describe('Reconciler', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(createReconciliationSchema);
  });

  beforeEach(() => pool.query('truncate reconciliation'));

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  type Page = Parameters<ComparePage>[0];

  const aReconciler = (
    comparePage: ComparePage,
    leaseMs = minute,
    over: Partial<ReconcilerOptions> = {},
  ): Reconciler =>
    new Reconciler({
      database: pool,
      name: 'books',
      intervalMs: 5 * minute,
      overlapMs: hour,
      leaseMs,
      settleMs: 0,
      comparePage,
      logger: pino({ level: 'silent' }),
      ...over,
    });

  /** Compares pages 1 to 3, and notes them. */
  const threePages =
    (seen: Page[]): ComparePage =>
    (page) => {
      seen.push(page);
      const n = Number(page.after ?? 1);
      return Promise.resolve({ differences: [], next: n < 3 ? `${n + 1}` : null });
    };

  /** Moves the times in the row, as a clock would have. */
  const timePasses = (ms: number): Promise<unknown> =>
    pool.query(
      `update reconciliation set completed_at = completed_at - $1 * interval '1 ms',
      complete_until = complete_until - $1 * interval '1 ms', lease_until = lease_until - $1 * interval '1 ms'`,
      [ms],
    );

  it('first compares all pages of the last day, then waits for its interval', async () => {
    const seen: Page[] = [];
    const reconciler = aReconciler(threePages(seen));
    expect(await reconciler.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
    const [{ since, until }] = seen as [Page];
    expect(until.getTime() - since.getTime()).toBe(25 * hour);
    expect(await reconciler.runOnce()).toBe('nothing_due');
    await timePasses(6 * minute);
    expect(await reconciler.runOnce()).toBe('complete');
    expect(seen).toHaveLength(6);
  });

  it('catches up after downtime, and reaches back one more hour', async () => {
    const seen: Page[] = [];
    const reconciler = aReconciler(threePages(seen));
    await reconciler.runOnce();
    await timePasses(30 * hour);
    await reconciler.runOnce();
    const { since, until } = seen.at(-1) as Page;
    expect((until.getTime() - since.getTime()) / hour).toBeCloseTo(31, 1);
  });

  it('runs on one instance at a time, however many try concurrently', async () => {
    const othersHaveTried = Promise.withResolvers<void>();
    let turnedAway = 0;
    const comparePage: ComparePage = async ({ after }) => {
      await othersHaveTried.promise;
      return { differences: [], next: after === undefined ? '2' : null };
    };
    const attempt = async () => {
      const result = await aReconciler(comparePage).runOnce();
      if (result === 'nothing_due' && (turnedAway += 1) === 7) othersHaveTried.resolve();
      return result;
    };
    const results = await Promise.all(Array.from({ length: 8 }, attempt));
    expect(results.filter((each) => each === 'complete')).toHaveLength(1);
    expect(turnedAway).toBe(7);
  });

  it('is resumed by another instance from the page where one crashed, once the lease expires', async () => {
    const seen: Page[] = [];
    let die: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (die = resolve));
    const dying = aReconciler((page) => {
      if (page.after === undefined) return threePages(seen)(page);
      die?.();
      return new Promise(() => undefined);
    });
    void dying.runOnce();
    await reached;
    const other = aReconciler(threePages(seen));
    expect(await other.runOnce()).toBe('nothing_due');
    await timePasses(2 * minute);
    expect(await other.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
    expect(new Set(seen.map(({ until }) => until.getTime())).size).toBe(1);
  });

  it('is resumed as soon as the lease of its settings is over, without anything else', async () => {
    let isReached = false;
    const dying = aReconciler(() => {
      isReached = true;
      return new Promise(() => undefined);
    }, 200);
    void dying.runOnce();
    await eventually(() => expect(isReached).toBe(true));
    const other = aReconciler(threePages([]));
    await eventually(async () => expect(await other.runOnce()).toBe('complete'), { timeoutMs: 5_000 });
  });

  it('discards the page of an instance that was too slow: its successor completes the run', async () => {
    let slow: (() => void) | undefined;
    const waiting = aReconciler(async () => {
      await new Promise<void>((resolve) => (slow = resolve));
      return { differences: [], next: null };
    });
    const first = waiting.runOnce();
    while (slow === undefined) await pool.query('select 1');
    await timePasses(2 * minute);
    expect(await aReconciler(threePages([])).runOnce()).toBe('complete');
    slow();
    expect(await first).toBe('unfinished');
  });

  it('releases a run whose page failed, and resumes it there after the pause', async () => {
    const seen: Page[] = [];
    const failing = aReconciler((page) =>
      page.after === '2' ? Promise.reject(new Error('Stripe is away')) : threePages(seen)(page),
    );
    expect(await failing.runOnce()).toBe('unfinished');
    const well = aReconciler(threePages(seen));
    expect(await well.runOnce()).toBe('nothing_due');
    await timePasses(minute);
    expect(await well.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
  });

  it('leaves no time out after a run that was interrupted for longer than the overlap', async () => {
    const seen: Page[] = [];
    const failing = aReconciler(() => Promise.reject(new Error('Stripe is away')));
    expect(await failing.runOnce()).toBe('unfinished');
    const later = `update reconciliation set run_since = run_since - interval '30 hours', run_until = run_until - interval '30 hours'`;
    await Promise.all([pool.query(later), timePasses(30 * hour)]);
    const well = aReconciler(threePages(seen));
    expect(await well.runOnce()).toBe('complete');
    await timePasses(6 * minute);
    expect(await well.runOnce()).toBe('complete');
    const [interrupted, , , next] = seen as [Page, Page, Page, Page];
    const gapMs = next.since.getTime() - (interrupted.until.getTime() - 6 * minute);
    expect(gapMs / hour).toBeCloseTo(-1, 5);
  });

  it('compares at most 50 pages per turn', async () => {
    const comparePage: ComparePage = ({ after }) =>
      Promise.resolve({
        differences: [],
        next: Number(after ?? 1) < 60 ? `${Number(after ?? 1) + 1}` : null,
      });
    const reconciler = aReconciler(comparePage);
    expect(await reconciler.runOnce()).toBe('unfinished');
    expect(await reconciler.runOnce()).toBe('complete');
  });

  describe('on its schedule', () => {
    /** Starts it, and returns the time of its first comparison. */
    async function firstRunAt(over: Partial<ReconcilerOptions>): Promise<number> {
      const compared = Promise.withResolvers<number>();
      const comparePage: ComparePage = () => {
        compared.resolve(performance.now());
        return Promise.resolve({ differences: [], next: null });
      };
      const reconciler = aReconciler(comparePage, minute, { intervalMs: 20, ...over });
      reconciler.onApplicationBootstrap();
      try {
        return await compared.promise;
      } finally {
        await reconciler.onModuleDestroy();
      }
    }

    it('compares nothing while queues and retries catch up after a start', async () => {
      const startedAt = performance.now();
      expect(await firstRunAt({ settleMs: 300 })).toBeGreaterThanOrEqual(startedAt + 300);
    });

    it('compares nothing while they catch up after its database was away', async () => {
      const beginsAt = performance.now() + 600;
      let awayUntil = 0;
      const database: ReconcilerOptions['database'] = {
        query: (text, values) => {
          const now = performance.now();
          if (now > beginsAt) return pool.query(text, values);
          awayUntil = now;
          return Promise.reject(new Error('Postgres is away'));
        },
      };
      expect(await firstRunAt({ settleMs: 300, database })).toBeGreaterThanOrEqual(awayUntil + 300);
      expect(awayUntil).toBeGreaterThan(0);
    });
  });

  it('measures a longer time since the last run while its database refuses to say', async () => {
    const reconciler = aReconciler(threePages([]), minute, {
      intervalMs: 5,
      database: { query: () => Promise.reject(new Error('canceling statement due to statement timeout')) },
    });
    const seconds = async (): Promise<number> =>
      Number(/^reconciliation_seconds_since_complete\S* (\S+)$/m.exec(await metrics.metrics())?.[1]);
    const before = await seconds();
    reconciler.onApplicationBootstrap();
    try {
      await eventually(async () => expect(await seconds()).not.toBe(before));
      const first = await seconds();
      await eventually(async () => expect(await seconds()).toBeGreaterThan(first));
    } finally {
      await reconciler.onModuleDestroy();
    }
  });

  it('measures what the last complete run left, over its pages, and what was repaired', async () => {
    const left = { kind: 'amount_differs', state: 'needs_decision' } as const;
    const comparePage: ComparePage = ({ after }) =>
      Promise.resolve(
        after === undefined
          ? { differences: [left, { kind: 'charge_open', state: 'repaired' }], next: '2' }
          : { differences: [left, { kind: 'charge_open', state: 'waiting' }], next: null },
      );
    const reconciler = aReconciler(comparePage);
    await reconciler.runOnce();
    const { rows } = await pool.query('select last_found from reconciliation');
    expect(rows).toEqual([{ last_found: { amount_differs: 2 } }]);
    expect(await metrics.metrics()).toMatch(
      /reconciliation_repairs_total\{[^}]*kind="charge_open",state="repaired"[^}]*\} 1/,
    );
  });
});
