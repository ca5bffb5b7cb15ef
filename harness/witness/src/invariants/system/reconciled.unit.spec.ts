import { describe, expect, it } from '@jest/globals';
import { aCharge, against, aLedger, anOrder, aPayment, broken, startedAt } from '../evidence.fixture.ts';
import { type LedgerTotal } from '../evidence.ts';
import { aPaymentRefund, aRefund, aRefundedLedger } from '../refunded.fixture.ts';

const difference = { kind: 'charge_without_payment', state: 'recent', found: 'ch_1 has no payment' };

const total = (ledger: string, what: string, over: Partial<LedgerTotal> = {}): LedgerTotal => ({
  ledger,
  what,
  currency: 'usd',
  count: 1,
  amountMinor: 4200,
  ...over,
});
const charged = [total('stripe', 'charged'), total('payments', 'charged'), total('checkout', 'charged')];
const refunded = [total('stripe', 'refunded'), total('payments', 'refunded'), total('checkout', 'refunded')];

describe('24: reconciled', () => {
  it('is contradicted by any difference at rest, however recent', () => {
    expect(against(24, aLedger(), { differences: [difference] })).toBe(
      'charge_without_payment (recent): ch_1 has no payment',
    );
  });

  it('holds without differences, without a comparison, and for those that a scenario leaves on purpose', () => {
    const scenario = { name: 's', differences: [difference.kind] };
    for (const over of [{ differences: [] }, {}, { differences: [difference], scenario }])
      expect(broken(aLedger(), over)).toEqual([]);
  });

  it('holds if the totals of all pages count what the ledgers hold', () => {
    const parts = [1_000, 3_200].map((amountMinor, index) =>
      total('stripe', 'charged', { amountMinor, count: index }),
    );
    expect(broken(aLedger(), { differences: [], totals: [...parts, ...charged.slice(1)] })).toEqual([]);
    expect(broken(aRefundedLedger(), { differences: [], totals: [...charged, ...refunded] })).toEqual([]);
  });

  it('counts a charge without an order as one of checkout, charged and refunded', () => {
    const orphaned = total('checkout', 'orphaned');
    const totals = [...charged, ...refunded].filter(({ ledger }) => ledger !== 'checkout');
    expect(broken(aRefundedLedger(), { differences: [], totals: [...totals, orphaned] })).toEqual([]);
  });

  it.each([
    [
      'Stripe',
      [total('stripe', 'charged', { count: 2 }), ...charged.slice(1)],
      'charged at Stripe: 4200 usd in 1, but reconciliation counts 4200 usd in 2',
    ],
    ['checkout', charged.slice(0, 2), 'charged for orders: 4200 usd in 1, but reconciliation counts nothing'],
    [
      'disputes',
      [...charged, total('stripe', 'disputed')],
      'disputed at Stripe: nothing, but reconciliation counts 4200 usd in 1',
    ],
  ])('is contradicted by a total of %s that differs', (_case, totals, found) => {
    expect(against(24, aLedger(), { differences: [], totals })).toBe(found);
  });

  it('is contradicted by totals that agree with each other alone', () => {
    const ledger = aLedger({ payments: [aPayment({ status: 'pending' })] });
    expect(against(24, ledger, { differences: [], totals: charged })).toBe(
      'charged by payments: nothing, but reconciliation counts 4200 usd in 1\ncharged for orders: nothing, but reconciliation counts 4200 usd in 1',
    );
  });

  it('leaves out what the provider dates before the first whole second', () => {
    const totals = charged.filter(({ ledger }) => ledger !== 'stripe');
    expect(broken(aLedger(), { differences: [], totals, startedAt: startedAt + 1 })).toEqual([]);
    expect(against(24, aLedger(), { differences: [], totals: charged, startedAt: startedAt + 0.3 })).toBe('');
    const later = aLedger({ charges: [aCharge({ metadata: {} })] });
    expect(against(24, later, { differences: [], totals })).toBe('');
  });

  it('leaves out charges of another installation on the account', () => {
    const [ours, theirs] = ['ours', 'theirs'].map((installation) =>
      aCharge({ chargeId: `ch_${installation}`, metadata: { ...aCharge().metadata, installation } }),
    );
    const elsewhere = { ...theirs!, metadata: { ...theirs!.metadata, paymentId: 'pay_elsewhere' } };
    expect(against(24, aLedger({ charges: [ours!, elsewhere] }), { differences: [], totals: charged })).toBe(
      '',
    );
  });

  it('counts what is dated in the millisecond in which the scenario began', () => {
    const created_at = new Date(startedAt).toISOString();
    const ledger = aRefundedLedger({
      refunds: [aRefund({ createdAt: created_at })],
      paymentRefunds: [aPaymentRefund({ created_at })],
    });
    const refunded = ['stripe', 'payments', 'checkout'].map((name) => total(name, 'refunded'));
    const evidence = { differences: [], totals: [...charged, ...refunded], startedAt: startedAt + 0.3 };
    expect(against(24, ledger, evidence)).toBe('');
  });

  it.each([-1, 3_600_000])('leaves out refunds that are dated %i ms from the start', (ms) => {
    const created_at = new Date(startedAt + ms).toISOString();
    const ledger = aRefundedLedger({
      refunds: [aRefund({ createdAt: new Date(startedAt - 1).toISOString() })],
      paymentRefunds: [aPaymentRefund({ created_at })],
    });
    const totals = [...charged, total('checkout', 'refunded')];
    expect(against(24, ledger, { differences: [], totals })).toBe('');
  });

  it.each([-1, 3_600_000])('compares no totals if an order is dated %i ms from the start', (ms) => {
    const created_at = new Date(startedAt + ms).toISOString();
    const ledger = aLedger({ orders: [anOrder({ created_at })] });
    expect(broken(ledger, { differences: [], totals: charged.slice(0, 1) })).toEqual([]);
  });

  it('compares no totals beside a difference', () => {
    const totals = charged.slice(0, 1);
    expect(against(24, aLedger(), { differences: [difference], totals })).not.toContain(
      'reconciliation counts',
    );
  });
});
