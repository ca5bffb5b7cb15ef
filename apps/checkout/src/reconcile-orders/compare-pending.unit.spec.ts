import { describe, expect, it } from '@jest/globals';
import { type LedgerPayment } from '@holdfast/contracts';
import { askToConfirm } from '../order/confirmation.ts';
import { newOrder, orderLine, totalOf } from '../order/order.ts';
import { compareOrder } from './compare-order.ts';
import { type BookedOrder, type Unfinished } from './orders-ledger.store.ts';

const lines = [
  orderLine({ productId: 'prod_tea', name: 'Tea', unitPrice: { amountMinor: 2100, currency: 'usd' } }, 2),
];
const placedAt = new Date('2026-01-02T03:00:00.000Z');
const expiresAt = '2026-01-02T03:15:00.000Z';
const asked = askToConfirm(
  newOrder(
    { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' },
    { lines, total: totalOf(lines) },
    placedAt,
  ),
  { type: 'confirm_with_bank', url: 'https://bank.example/confirm', expiresAt },
);

const payment = (over: Partial<LedgerPayment> = {}): LedgerPayment => ({
  paymentId: 'pay_1',
  orderId: asked.orderId,
  status: 'pending',
  amount: asked.total,
  refundedMinor: 0,
  declineCode: null,
  provider: null,
  expectedBy: null,
  actionExpiresAt: expiresAt,
  createdAt: placedAt.toISOString(),
  settledAt: null,
  refunds: [],
  disputes: [],
  ...over,
});

const minutes = 60_000;

function found(afterMinutes: number, payments: readonly LedgerPayment[], unfinished: Unfinished = 'unknown') {
  const now = new Date(placedAt.getTime() + afterMinutes * minutes);
  const quietMs = afterMinutes * minutes;
  const booked: BookedOrder = { order: asked, refunds: [], operationId: 'op_1', quietMs, unfinished };
  const orphanedChargeRefunds = new Map();
  return compareOrder({ orderId: asked.orderId, booked, payments, orphanedChargeRefunds, now }).map(
    ({ kind, quietMs, then }) => ({ kind, afterMinutes: quietMs / minutes, ...then }),
  );
}

describe('compareOrder of an order that awaits a confirmation', () => {
  it.each([
    ['while payments waits as well', [payment()]],
    ['while payments does not have its payment', []],
  ])('finds nothing before the confirmation expires, %s', (_, payments) => {
    expect(found(15, payments)).toEqual([]);
  });

  it.each(['succeeded', 'failed'] as const)("finds nothing in another caller's payment that %s", (status) => {
    expect(found(15, [payment({ status })])).toMatchObject([{ kind: 'payment_settled_order_pending' }]);
    expect(found(15, [payment({ status, isYours: false })])).toEqual([]);
    expect(found(15, [payment({ status, isYours: false }), payment()])).toEqual([]);
  });

  it('counts from the expiry, not from the order', () => {
    expect(found(16, [payment()])).toMatchObject([
      { kind: 'order_waits_for_expired_confirmation', state: 'waiting', afterMinutes: 1 },
    ]);
    expect(found(17, [])).toMatchObject([
      { kind: 'order_pending_without_payment', state: 'waiting', afterMinutes: 2 },
    ]);
  });

  it.each([
    ['succeeded', 'succeeded'],
    ['refunded', 'succeeded'],
    ['failed', 'failed'],
  ] as const)('settles it, at any time, if its payment is %s at payments', (status, event) => {
    const settledAt = new Date(placedAt.getTime() + 2 * minutes).toISOString();
    expect(found(5, [payment({ status, settledAt, actionExpiresAt: null })])).toMatchObject([
      {
        kind: 'payment_settled_order_pending',
        afterMinutes: 3,
        repair: {
          kind: 'settle_order',
          event: { orderId: asked.orderId, paymentId: 'pay_1', status: event },
        },
      },
    ]);
  });

  it('does not refund its charge as an orphan, and ends no review early', () => {
    const kinds = found(5, [payment({ status: 'succeeded' })], 'review').map(({ kind }) => kind);
    expect(kinds).toEqual(['payment_settled_order_pending']);
  });
});
