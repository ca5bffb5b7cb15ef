import { describe, expect, it } from '@jest/globals';
import {
  type ComparePage,
  type Counted,
  type Page,
  type Reconciler,
} from '@holdfast/service-defaults/reconciliation';
import { eventually } from '@holdfast/testing';
import { hour, minute, undecided, useBooks } from './reconciler.fixture.ts';

describe('an unresolved difference', () => {
  const books = useBooks();

  /** Three pages a run. The second page of the first run has the differences of `has`. */
  function aPage() {
    let page: Page | undefined;
    let left: readonly Counted[] = [];
    let isAway = false;
    let isRecent = false;
    const seen: Page[] = [];
    const comparePage: ComparePage = (asked) => {
      seen.push(asked);
      const n = Number(asked.after ?? 1);
      const next = n < 3 ? `${n + 1}` : null;
      page ??= asked.after === '2' ? asked : undefined;
      const isThere = JSON.stringify(asked) === JSON.stringify(page);
      if (isThere && isAway) return Promise.reject(new Error('Stripe is away'));
      const there = isThere ? left : [];
      return Promise.resolve(
        isRecent ? { differences: [], recent: there, next } : { differences: there, next },
      );
    };
    return {
      comparePage,
      seen,
      has: (...differences: Counted[]) => (left = differences),
      goesAway: () => (isAway = true),
      restarts: (nowRecent = true) => (isRecent = nowRecent),
    };
  }

  async function runs(reconciler: Reconciler, afterMs = 6 * minute): Promise<void> {
    await books.timePasses(afterMs);
    expect(await reconciler.runOnce()).toBe('complete');
  }

  it('is counted in each run until it is resolved, however long ago its page was', async () => {
    const { comparePage, has, seen } = aPage();
    const reconciler = books.reconciler(comparePage);
    has(undecided(1), undecided(2));
    await runs(reconciler);
    for (const hours of [2, 20, 100]) {
      await runs(reconciler, hours * hour);
      expect(await books.lastFound()).toEqual({ amount_differs: 2 });
    }
    has(undecided(2));
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
    has();
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({});
    seen.length = 0;
    await runs(reconciler);
    expect(seen).toHaveLength(3);
  });

  it('is no longer followed after 7 days', async () => {
    const { comparePage, has } = aPage();
    const reconciler = books.reconciler(comparePage);
    has(undecided(1));
    await runs(reconciler);
    for (const hours of [100, 67]) {
      await runs(reconciler, hours * hour);
      expect(await books.lastFound()).toEqual({ amount_differs: 1 });
    }
    await runs(reconciler, 2 * hour);
    expect(await books.lastFound()).toEqual({});
  });

  it('stays counted while its page cannot be compared, and does not keep the run from completing', async () => {
    const { comparePage, has, goesAway } = aPage();
    const reconciler = books.reconciler(comparePage);
    has(undecided(1));
    await runs(reconciler);
    goesAway();
    await runs(reconciler);
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('stays counted while it is too recent, as all are after a restart of the database', async () => {
    const { comparePage, has, restarts } = aPage();
    const reconciler = books.reconciler(comparePage);
    has(undecided(1));
    await runs(reconciler);
    restarts();
    await runs(reconciler);
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('is counted by a later run if it was too recent when its page was last due', async () => {
    const { comparePage, has, restarts } = aPage();
    const reconciler = books.reconciler(comparePage);
    has(undecided(1));
    restarts(true);
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({});
    restarts(false);
    await runs(reconciler, 5 * hour);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('is known to the instance that continues the run of another', async () => {
    const { comparePage, has } = aPage();
    has(undecided(1));
    const failing = books.reconciler((page) =>
      page.after === '3' ? Promise.reject(new Error('killed here')) : comparePage(page),
    );
    expect(await failing.runOnce()).toBe('unfinished');
    const reconciler = books.reconciler(comparePage);
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
    await runs(reconciler, 5 * hour);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('is still followed if the instance that compares it again is killed', async () => {
    const { comparePage, has } = aPage();
    has(undecided(1));
    await runs(books.reconciler(comparePage));
    let compares = 0;
    const killed = books.reconciler((page) => {
      compares += 1;
      return compares > 3 ? new Promise(() => undefined) : comparePage(page);
    });
    await books.timePasses(5 * hour);
    void killed.runOnce();
    await eventually(() => expect(compares).toBe(4));
    await runs(books.reconciler(comparePage));
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('is compared again by later runs if there are more pages than one run compares again', async () => {
    const pages = 60;
    let isFirst = true;
    const comparedAgain = new Set<string>();
    const reconciler = books.reconciler(({ after = '1', since }) => {
      const difference = undecided(Number(after));
      if (isFirst)
        return Promise.resolve({
          differences: [difference],
          next: after === `${pages}` ? null : `${Number(after) + 1}`,
        });
      if (Date.now() - since.getTime() < 3 * hour) return Promise.resolve({ differences: [], next: null });
      comparedAgain.add(after);
      return Promise.resolve({ differences: [difference], next: null });
    });
    expect(await reconciler.runOnce()).toBe('unfinished');
    await runs(reconciler);
    isFirst = false;
    await runs(reconciler);
    expect(comparedAgain.size).toBe(50);
    await runs(reconciler);
    expect(comparedAgain.size).toBe(pages);
    expect(await books.lastFound()).toEqual({ amount_differs: pages });
  });

  it('counts once if its page is part of the run as well', async () => {
    const comparePage: ComparePage = () => Promise.resolve({ differences: [undecided(1)], next: null });
    const reconciler = books.reconciler(comparePage);
    await runs(reconciler);
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });

  it('is repaired in a later run if its repair failed before', async () => {
    const { comparePage, has } = aPage();
    const reconciler = books.reconciler(comparePage);
    has({ ...undecided(1), state: 'not_repaired' });
    await runs(reconciler);
    await runs(reconciler, 5 * hour);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
    has({ ...undecided(1), state: 'repaired' });
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({});
  });

  it('counts again if its repair has not held', async () => {
    const { comparePage, has } = aPage();
    const reconciler = books.reconciler(comparePage);
    has({ ...undecided(1), state: 'repaired' });
    await runs(reconciler);
    expect(await books.lastFound()).toEqual({});
    has(undecided(1));
    await runs(reconciler, 5 * hour);
    expect(await books.lastFound()).toEqual({ amount_differs: 1 });
  });
});
