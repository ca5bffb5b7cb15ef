import { describe, expect, it } from '@jest/globals';
import { examples, type LedgerPayment, type Money } from '@holdfast/contracts';
import { type Dispute } from '../dispute/dispute.ts';
import { newOrder, type Order } from '../order/order.ts';
import { compareDisputes } from './compare-disputes.ts';

const now = new Date('2026-11-24T12:00:00.000Z');
const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'usd' });
const placed = { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' };

const aDispute = (over: Partial<Dispute> = {}): Dispute => ({
  disputeId: 'dp_1',
  status: 'needs_response',
  amount: usd(4200),
  evidenceDueBy: null,
  revision: 2,
  ...over,
});

const anOrder = (...disputes: Dispute[]): Order => ({
  ...newOrder(placed, { lines: [], total: usd(4200) }, now),
  status: 'paid',
  disputes,
});

const aPayment = (
  dispute?: Dispute,
  changedAt: string | null = null,
  isFailedDebit = false,
): LedgerPayment => ({
  ...examples.LedgerPayment,
  disputes: dispute === undefined ? [] : [{ ...dispute, changedAt, isFailedDebit }],
});

const found = (order: Order, payment: LedgerPayment): string[] =>
  compareDisputes(order, payment, 90_000, now).map(({ kind, found: text }) => `${kind}: ${text}`);

describe('compareDisputes', () => {
  it('finds nothing if both sides know the same revision', () => {
    expect(found(anOrder(aDispute()), aPayment(aDispute()))).toEqual([]);
  });

  it('finds a dispute that the order does not show, or shows as it was', () => {
    const [missing] = compareDisputes(anOrder(), aPayment(aDispute()), 90_000, now);
    expect(missing).toMatchObject({
      kind: 'dispute_changed_order_outdated',
      found: 'Payments records a dispute over $42.00 as needs_response, but the order does not show it.',
      quietMs: 90_000,
      then: { repair: { kind: 'record_dispute', event: { disputeId: 'dp_1', revision: 2, version: 1 } } },
    });
    const lost = aDispute({ status: 'lost', revision: 3 });
    expect(found(anOrder(aDispute()), aPayment(lost))).toEqual([
      'dispute_changed_order_outdated: Payments records a dispute over $42.00 as lost, but the order shows it as it was before.',
    ]);
  });

  it('repairs a failed debit as one', () => {
    const payment = aPayment(aDispute({ status: 'lost' }), null, true);
    expect(compareDisputes(anOrder(), payment, 90_000, now)).toMatchObject([
      { then: { repair: { event: { status: 'lost', isFailedDebit: true } } } },
    ]);
  });

  it('counts the time since the dispute changed', () => {
    const justNow = aPayment(aDispute(), '2026-11-24T11:59:59.000Z');
    expect(compareDisputes(anOrder(), justNow, 90_000, now)[0]?.quietMs).toBe(1_000);
  });

  it.each([
    ['at all', aPayment()],
    ['in that revision', aPayment(aDispute({ revision: 1 }))],
  ])('finds a dispute that payments does not know %s', (_, payment) => {
    expect(found(anOrder(aDispute()), payment)).toEqual([
      'order_disputed_without_dispute: The order shows a dispute over $42.00 as needs_response, but payments does not know of that.',
    ]);
  });

  it('finds refunds and lost disputes that exceed the order', () => {
    const lost = aDispute({ status: 'lost' });
    const order = { ...anOrder(lost), refundedTotal: usd(1) };
    expect(found(order, aPayment(lost))).toEqual([
      'order_returned_twice: $0.01 was refunded and $42.00 lost in disputes, of an order of $42.00.',
    ]);
    const won = aDispute({ status: 'won' });
    expect(found({ ...order, disputes: [won] }, aPayment(won))).toEqual([]);
  });
});
