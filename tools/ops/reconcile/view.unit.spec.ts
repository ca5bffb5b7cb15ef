import { describe, expect, it } from '@jest/globals';
import { type Difference } from '@holdfast/contracts';
import { type Report } from './ask.ts';
import { isLeft, view } from './view.ts';

const plain = (_: string, text: string): string => text;

const aReport = (over: Partial<Report> = {}): Report => ({
  since: '2026-11-24T12:00:00.000Z',
  until: '2026-11-25T12:00:00.000Z',
  checked: [],
  tooRecent: 0,
  recent: [],
  differences: [],
  ...over,
});

const aDifference = (over: Partial<Difference> = {}): Difference => ({
  kind: 'charge_succeeded_payment_pending',
  state: 'repairable',
  found: '$42.00 charged at Stripe; the payment is still pending.',
  why: 'The response was lost.',
  action: "With --repair, Stripe's result is recorded.",
  orderId: 'ord_1',
  paymentId: 'pay_1',
  refundId: null,
  providerId: 'pi_1',
  ...over,
});

describe('the report of npm run ops -- reconcile', () => {
  it('says that the ledgers agree', () => {
    const checked = (['stripe', 'payments', 'checkout'] as const).map((ledger) => ({
      ledger,
      what: 'charged' as const,
      currency: 'usd',
      count: 3,
      amountMinor: 12_600,
    }));
    expect(view(aReport({ checked }), plain))
      .toBe(`From 2026-11-24T12:00:00.000Z until 2026-11-25T12:00:00.000Z

                 charged     refunded
  Stripe    usd  3: $126.00  -
  payments  usd  3: $126.00  -
  orders    usd  3: $126.00  -

The ledgers agree.`);
  });

  it('has a row per currency, and a column for amounts without a counterpart', () => {
    const of = (ledger: 'stripe' | 'checkout', what: 'not_ours' | 'orphaned', currency: string) => ({
      ledger,
      what,
      currency,
      count: 1,
      amountMinor: 500,
    });
    const text = view(
      aReport({ checked: [of('stripe', 'not_ours', 'eur'), of('checkout', 'orphaned', 'usd')] }),
      plain,
    );
    expect(text).toContain('refunded (orphaned)  not ours');
    expect(text).toMatch(/Stripe +eur +- +- +- +1: €5\.00/);
    expect(text).toMatch(/orders +usd +- +- +1: \$5\.00/);
  });

  it('lists each difference with its cause and repair, and how to apply the repairs', () => {
    const text = view(aReport({ differences: [aDifference()] }), plain);
    expect(text).toContain(`1. $42.00 charged at Stripe; the payment is still pending.
   can be repaired · charge_succeeded_payment_pending
   ord_1  pay_1  pi_1
   Why: The response was lost.
   With --repair, Stripe's result is recorded.

1 difference: 1 can be repaired.
Run with --repair to apply the safe repairs.
For each kind, see docs/reference/reconciliation-differences.md`);
  });

  it('lists a difference too recent to count, and does not say that the ledgers agree', () => {
    const text = view(aReport({ tooRecent: 1, recent: [{ ...aDifference(), quietMs: 12_400 }] }), plain);
    expect(text).not.toContain('agree.');
    expect(text).toContain(`Too recent to count: 1 difference from the last 2 minutes`);
    expect(text).toContain(`   $42.00 charged at Stripe; the payment is still pending.
   ord_1  pay_1  pi_1  changed 12 s ago

The ledgers do not agree yet.`);
  });

  it('explains why only totals differ', () => {
    const charged = (ledger: 'stripe' | 'payments' | 'checkout', count: number) => ({
      ledger,
      what: 'charged' as const,
      currency: 'usd',
      count,
      amountMinor: count * 4_200,
    });
    const checked = [charged('stripe', 2), charged('payments', 2), charged('checkout', 1)];
    const text = view(aReport({ checked }), plain);
    expect(text).toMatch(/agree about every charge, refund and dispute\. Totals can still differ/);
    const orphaned = { ...charged('checkout', 1), what: 'orphaned' as const };
    expect(view(aReport({ checked: [...checked, orphaned] }), plain)).toMatch(/The ledgers agree\.$/);
  });

  it('has a column for disputes, which Stripe and payments must agree about', () => {
    const disputed = (ledger: 'stripe' | 'payments', count: number) => ({
      ...{ ledger, what: 'disputed' as const, currency: 'usd', count },
      amountMinor: count * 4_200,
    });
    const text = view(aReport({ checked: [disputed('stripe', 2), disputed('payments', 2)] }), plain);
    expect(text).toMatch(/disputed\n +Stripe +usd +- +- +2: \$84\.00/);
    expect(text).toMatch(/The ledgers agree\.$/);
    expect(view(aReport({ checked: [disputed('stripe', 2), disputed('payments', 1)] }), plain)).toContain(
      'Totals can still differ',
    );
  });

  it('counts differences that need action apart from those that do not', () => {
    const states = ['repaired', 'waiting', 'repairable', 'not_repaired', 'needs_decision'] as const;
    expect(states.map((state) => isLeft(aDifference({ state })))).toEqual([false, false, true, true, true]);
    const differences = [aDifference({ state: 'repaired' }), aDifference({ state: 'waiting' })];
    expect(view(aReport({ differences }), plain)).toMatch(
      /2 differences: 1 repaired, 1 will resolve automatically\.$/,
    );
  });
});
