import { describe, expect, it } from '@jest/globals';
import { type Counted, UnresolvedDifferences } from './unresolved-differences.ts';

const until = new Date('2026-12-02T12:00:00Z');
const page = { since: new Date('2026-12-02T11:00:00Z'), until, after: undefined };
const nothing = { until, found: {}, unresolved: [], lastUnresolved: [] };

const numbered = (n: number): Counted => ({
  kind: 'amount_differs',
  state: 'needs_decision',
  orderId: `ord_${n}`,
  paymentId: null,
  refundId: null,
  providerId: null,
});

describe('unresolved differences', () => {
  it('counts all, and follows the first thousand', () => {
    const differences = new UnresolvedDifferences(nothing);
    differences.add(
      Array.from({ length: 1_200 }, (_, n) => numbered(n)),
      page,
    );
    expect(differences.left.found).toEqual({ amount_differs: 1_200 });
    expect(differences.left.unresolved).toHaveLength(1_000);
  });

  it('compares again first what it has not compared for longest', () => {
    const [first, second] = [
      { ...page, after: 'first' },
      { ...page, after: 'second' },
    ];
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1)], first);
    before.add([numbered(2)], second);
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    expect(now.pagesToCompareAgain()).toEqual([first, second]);
    now.add([numbered(1)], first);
    now.wasComparedAgain(first, []);
    expect(now.left.found).toEqual({ amount_differs: 2 });
    const next = new UnresolvedDifferences({ ...nothing, lastUnresolved: now.left.unresolved });
    expect(next.pagesToCompareAgain()).toEqual([second, first]);
  });

  it('compares again last what it failed to compare', () => {
    const [first, second] = [
      { ...page, after: 'first' },
      { ...page, after: 'second' },
    ];
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1)], first);
    before.add([numbered(2)], second);
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    now.couldNotBeCompared(first);
    expect(now.left.found).toEqual({ amount_differs: 2 });
    const next = new UnresolvedDifferences({ ...nothing, lastUnresolved: now.left.unresolved });
    expect(next.pagesToCompareAgain()).toEqual([second, first]);
  });

  it('follows the known ones before new ones if there are more than a thousand', () => {
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1)], page);
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    now.add(
      Array.from({ length: 1_200 }, (_, n) => numbered(n + 2)),
      { ...page, after: 'second' },
    );
    now.add([numbered(1)], page);
    now.wasComparedAgain(page, []);
    expect(now.left.unresolved).toHaveLength(1_000);
    expect(now.left.unresolved.map(({ id }) => id)).toContain('amount_differs ord_1 - - -');
  });

  it('follows a repaired one without counting it, until it is found unrepaired', () => {
    const repaired = { ...numbered(1), state: 'repaired' } as const;
    const before = new UnresolvedDifferences(nothing);
    before.add([repaired, repaired], page);
    expect(before.left.found).toEqual({});
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    expect(now.left.found).toEqual({});
    now.add([repaired, numbered(1), repaired, numbered(1)], page);
    expect(now.left.found).toEqual({ amount_differs: 1 });
    expect(now.left.unresolved).toHaveLength(1);
  });

  it('follows a recent one without counting it, but one that counted before still counts', () => {
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1)], page);
    before.addRecent([numbered(2)], page);
    expect(before.left.found).toEqual({ amount_differs: 1 });
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    now.addRecent([numbered(1), numbered(2)], page);
    now.wasComparedAgain(page, [numbered(1), numbered(2)]);
    expect(now.left.found).toEqual({ amount_differs: 1 });
    expect(now.left.unresolved).toHaveLength(2);
  });

  it('stays if it is still there without counting', () => {
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1), numbered(2)], page);
    const now = new UnresolvedDifferences({ ...nothing, lastUnresolved: before.left.unresolved });
    now.wasComparedAgain(page, [numbered(2)]);
    expect(now.left.unresolved.map(({ id }) => id)).toEqual(['amount_differs ord_2 - - -']);
  });

  it('does not extend the time of others on its page', () => {
    const before = new UnresolvedDifferences(nothing);
    before.add([numbered(1)], page);
    const later = new Date(until.getTime() + 6 * 86_400_000);
    const now = new UnresolvedDifferences({
      ...nothing,
      until: later,
      lastUnresolved: before.left.unresolved,
    });
    now.add([numbered(1), numbered(2)], page);
    const weekLater = new Date(until.getTime() + 8 * 86_400_000);
    const next = new UnresolvedDifferences({
      ...nothing,
      until: weekLater,
      lastUnresolved: now.left.unresolved,
    });
    expect(next.pagesToCompareAgain()).toEqual([]);
  });

  it('are different if one of their IDs is', () => {
    const differences = new UnresolvedDifferences(nothing);
    const one = numbered(1);
    differences.add([one, one, { ...one, providerId: 'pi_2' }, { ...one, refundId: 'ref_1' }], page);
    expect(differences.left.found).toEqual({ amount_differs: 3 });
  });
});
