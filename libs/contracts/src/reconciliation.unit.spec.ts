import { describe, expect, it } from '@jest/globals';
import { newId } from './ids.ts';
import { ledgerQuerySchema, reconcileSchema, sumTallies, tallied } from './reconciliation.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

describe('tallied', () => {
  it('counts and sums each currency separately', () => {
    expect(tallied('stripe', 'charged', [usd(100), { amountMinor: 7, currency: 'eur' }, usd(50)])).toEqual([
      { ledger: 'stripe', what: 'charged', currency: 'usd', count: 2, amountMinor: 150 },
      { ledger: 'stripe', what: 'charged', currency: 'eur', count: 1, amountMinor: 7 },
    ]);
    expect(tallied('stripe', 'charged', [])).toEqual([]);
  });
});

describe('sumTallies', () => {
  it('makes one of the pages of a ledger, and keeps ledgers, kinds and currencies apart', () => {
    const pages = [
      ...tallied('stripe', 'charged', [usd(100)]),
      ...tallied('payments', 'charged', [usd(1)]),
      ...tallied('stripe', 'refunded', [usd(2)]),
      ...tallied('stripe', 'charged', [usd(30), usd(3)]),
    ];
    expect(
      sumTallies(pages).map(({ ledger, what, count, amountMinor }) => [ledger, what, count, amountMinor]),
    ).toEqual([
      ['stripe', 'charged', 3, 133],
      ['payments', 'charged', 1, 1],
      ['stripe', 'refunded', 1, 2],
    ]);
  });
});

describe('a request to reconcile', () => {
  const period = { since: '2026-11-24T00:00:00Z', until: '2026-11-25T00:00:00Z' };

  it('repairs only when it says so', () => {
    expect(reconcileSchema.parse(period)).toEqual({ ...period, repair: false });
  });

  it('is refused when its period ends before it begins', () => {
    expect(reconcileSchema.safeParse({ since: period.until, until: period.since }).success).toBe(false);
  });
});

describe('a question to the ledger', () => {
  it('is about a period, or about up to 100 orders, and not about both', () => {
    const ids = Array.from({ length: 101 }, () => newId('ord'));
    expect(ledgerQuerySchema.parse({ orderIds: ids.slice(0, 2).join(',') })).toEqual({
      orderIds: ids.slice(0, 2),
    });
    expect(ledgerQuerySchema.safeParse({ orderIds: ids.join(',') }).success).toBe(false);
    expect(ledgerQuerySchema.safeParse({ orderIds: 'pay_1' }).success).toBe(false);
    expect(ledgerQuerySchema.safeParse({ since: '2026-11-24T00:00:00Z' }).success).toBe(false);
    expect(
      ledgerQuerySchema.safeParse({
        orderIds: ids[0],
        since: '2026-11-24T00:00:00Z',
        until: '2026-11-25T00:00:00Z',
      }).success,
    ).toBe(false);
  });
});
