import { describe, expect, it } from '@jest/globals';
import { type OrderStatus, orderStatusSchema } from '@holdfast/contracts';
import { newOrder, moveTo, type Order, orderLine, orderView, settle, totalOf } from './order.ts';

const tea = { productId: 'prod_tea', name: 'Tea', unitPrice: { amountMinor: 2100, currency: 'usd' } };

const anOrder = (over: Partial<Order> = {}): Order => ({
  ...newOrder(
    { customer: { email: 'ada@example.com' }, lines: [], paymentMethod: 'pm_card_visa' },
    { lines: [orderLine(tea, 2)], total: totalOf([orderLine(tea, 2)]) },
    new Date('2026-01-02T03:04:05.678Z'),
  ),
  ...over,
});

const legal: readonly (readonly [OrderStatus, OrderStatus])[] = [
  ['payment_pending', 'requires_action'],
  ['requires_action', 'payment_pending'],
  ['requires_action', 'paid'],
  ['requires_action', 'payment_failed'],
  ['payment_pending', 'paid'],
  ['payment_pending', 'payment_failed'],
  ['paid', 'refund_pending'],
  ['paid', 'refunded'],
  ['refund_pending', 'refunded'],
  ['refund_pending', 'paid'],
  ['refunded', 'paid'],
];

const statuses = orderStatusSchema.options;
const illegal = statuses
  .flatMap((from) => statuses.map((to) => [from, to] as const))
  .filter(([from, to]) => !legal.some((move) => move[0] === from && move[1] === to));

describe('an order', () => {
  it('starts as payment_pending with its lines and total', () => {
    expect(orderView(anOrder())).toMatchObject({
      status: 'payment_pending',
      lines: [{ productId: 'prod_tea', quantity: 2, lineTotal: { amountMinor: 4200, currency: 'usd' } }],
      total: { amountMinor: 4200, currency: 'usd' },
      refundedTotal: { amountMinor: 0, currency: 'usd' },
      paymentId: null,
      notice: null,
      createdAt: '2026-01-02T03:04:05.678Z',
    });
  });

  it.each(legal)('goes from %s to %s', (from, to) => {
    expect(moveTo(anOrder({ status: from }), to).status).toBe(to);
  });

  it.each(illegal)('cannot go from %s to %s', (from, to) => {
    expect(() => moveTo(anOrder({ status: from }), to)).toThrow(`cannot go from ${from} to ${to}`);
  });

  it('loses its notice at a transition', () => {
    expect(moveTo(anOrder({ notice: 'We are still confirming' }), 'paid').notice).toBeNull();
  });

  it('is paid under the id of its payment', () => {
    expect(settle(anOrder(), { kind: 'paid', paymentId: 'pay_1' })).toMatchObject({
      status: 'paid',
      paymentId: 'pay_1',
    });
  });

  it.each([
    { kind: 'declined', paymentId: 'pay_1', declineCode: 'expired_card' },
    { kind: 'method_invalid', paymentId: null },
  ] as const)('fails when its payment is $kind', (result) => {
    expect(settle(anOrder(), result)).toMatchObject({
      status: 'payment_failed',
      paymentId: result.paymentId,
    });
  });
});
