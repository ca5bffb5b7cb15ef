import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import {
  type ComparePage,
  type Page,
  type ReconciliationDatabase,
  type ReconcilerOptions,
} from '@holdfast/service-defaults/reconciliation';
import { eventually } from '@holdfast/testing';
import { hour, minute, undecided, useBooks } from './reconciler.fixture.ts';

describe('Reconciler', () => {
  const books = useBooks();
  /** Compares pages 1 to 3, and notes them. */
  const threePages =
    (seen: Page[]): ComparePage =>
    (page) => {
      seen.push(page);
      const n = Number(page.after ?? 1);
      return Promise.resolve({ differences: [], next: n < 3 ? `${n + 1}` : null });
    };

  it('first compares all pages of the last day, then waits for its interval', async () => {
    const seen: Page[] = [];
    const reconciler = books.reconciler(threePages(seen));
    expect(await reconciler.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
    const [{ since, until }] = seen as [Page];
    expect(until.getTime() - since.getTime()).toBe(25 * hour);
    expect(await reconciler.runOnce()).toBe('nothing_due');
    await books.timePasses(6 * minute);
    expect(await reconciler.runOnce()).toBe('complete');
    expect(seen).toHaveLength(6);
  });

  it('catches up after downtime, and reaches back one more hour', async () => {
    const seen: Page[] = [];
    const reconciler = books.reconciler(threePages(seen));
    await reconciler.runOnce();
    await books.timePasses(30 * hour);
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
      const result = await books.reconciler(comparePage).runOnce();
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
    const dying = books.reconciler((page) => {
      if (page.after === undefined) return threePages(seen)(page);
      die?.();
      return new Promise(() => undefined);
    });
    void dying.runOnce();
    await reached;
    const other = books.reconciler(threePages(seen));
    expect(await other.runOnce()).toBe('nothing_due');
    await books.timePasses(2 * minute);
    expect(await other.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
    expect(new Set(seen.map(({ until }) => until.getTime())).size).toBe(1);
  });

  it('is resumed as soon as the lease of its settings is over, without anything else', async () => {
    let isReached = false;
    const database: ReconciliationDatabase = {
      query: (text, values) =>
        isReached ? Promise.reject(new Error('killed here')) : books.pool.query(text, values),
    };
    const dying = books.reconciler(
      () => {
        isReached = true;
        return new Promise(() => undefined);
      },
      200,
      { database },
    );
    void dying.runOnce();
    await eventually(() => expect(isReached).toBe(true));
    const other = books.reconciler(threePages([]));
    await eventually(async () => expect(await other.runOnce()).toBe('complete'), { timeoutMs: 5_000 });
  });

  it('keeps its run while a page takes longer than the lease', async () => {
    const { promise: page, resolve: end } = Promise.withResolvers<{ differences: []; next: null }>();
    const slow = books.reconciler(() => page, 200);
    const run = slow.runOnce();
    const firstLease = await eventually(async () => {
      const { rows } = await books.pool.query<{ until: Date }>(
        'select lease_until as until from reconciliation',
      );
      expect(rows).toHaveLength(1);
      return rows[0]?.until;
    });
    await eventually(async () => {
      const { rows } = await books.pool.query('select where $1::timestamptz < clock_timestamp()', [
        firstLease,
      ]);
      expect(rows).toHaveLength(1);
    });
    expect(await books.reconciler(threePages([])).runOnce()).toBe('nothing_due');
    end({ differences: [], next: null });
    expect(await run).toBe('complete');
  });

  it('discards the page of an instance that was too slow: its successor completes the run', async () => {
    let slow: (() => void) | undefined;
    const waiting = books.reconciler(async () => {
      await new Promise<void>((resolve) => (slow = resolve));
      return { differences: [], next: null };
    });
    const first = waiting.runOnce();
    while (slow === undefined) await books.pool.query('select 1');
    await books.timePasses(2 * minute);
    expect(await books.reconciler(threePages([])).runOnce()).toBe('complete');
    slow();
    expect(await first).toBe('unfinished');
  });

  it('releases a run whose page failed, and resumes it there after the pause', async () => {
    const seen: Page[] = [];
    const failing = books.reconciler((page) =>
      page.after === '2' ? Promise.reject(new Error('Stripe is away')) : threePages(seen)(page),
    );
    expect(await failing.runOnce()).toBe('unfinished');
    const well = books.reconciler(threePages(seen));
    expect(await well.runOnce()).toBe('nothing_due');
    await books.timePasses(minute);
    expect(await well.runOnce()).toBe('complete');
    expect(seen.map(({ after }) => after)).toEqual([undefined, '2', '3']);
  });

  it('leaves no time out after a run that was interrupted for longer than the overlap', async () => {
    const seen: Page[] = [];
    const failing = books.reconciler(() => Promise.reject(new Error('Stripe is away')));
    expect(await failing.runOnce()).toBe('unfinished');
    const later = `update reconciliation set run_since = run_since - interval '30 hours', run_until = run_until - interval '30 hours'`;
    await Promise.all([books.pool.query(later), books.timePasses(30 * hour)]);
    const well = books.reconciler(threePages(seen));
    expect(await well.runOnce()).toBe('complete');
    await books.timePasses(6 * minute);
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
    const reconciler = books.reconciler(comparePage);
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
      const reconciler = books.reconciler(comparePage, minute, { intervalMs: 20, ...over });
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
          if (now > beginsAt) return books.pool.query(text, values);
          awayUntil = now;
          return Promise.reject(new Error('Postgres is away'));
        },
      };
      expect(await firstRunAt({ settleMs: 300, database })).toBeGreaterThanOrEqual(awayUntil + 300);
      expect(awayUntil).toBeGreaterThan(0);
    });
  });

  it('measures a longer time since the last run while its database refuses to say', async () => {
    const reconciler = books.reconciler(threePages([]), minute, {
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
    const comparePage: ComparePage = ({ after }) =>
      Promise.resolve(
        after === undefined
          ? {
              differences: [undecided(1), { ...undecided(1), kind: 'charge_open', state: 'repaired' }],
              next: '2',
            }
          : {
              differences: [
                undecided(1),
                undecided(2),
                { ...undecided(1), kind: 'charge_open', state: 'waiting' },
              ],
              next: null,
            },
      );
    const reconciler = books.reconciler(comparePage);
    await reconciler.runOnce();
    expect(await books.lastFound()).toEqual({ amount_differs: 2 });
    expect(await metrics.metrics()).toMatch(
      /reconciliation_repairs_total\{[^}]*kind="charge_open",state="repaired"[^}]*\} 1/,
    );
  });
});
