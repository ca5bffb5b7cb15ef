import { type Order, type Problem, type Reading, type Unread } from '@holdfast/checkout-client';

export function anOrder(over: Partial<Order> = {}): Order {
  return {
    orderId: 'ord_1',
    status: 'paid',
    customer: { email: 'ada@example.com' },
    lines: [
      {
        productId: 'prod_tea',
        name: 'Harbor black tea',
        quantity: 2,
        unitPrice: { amountMinor: 2100, currency: 'usd' },
        lineTotal: { amountMinor: 4200, currency: 'usd' },
      },
    ],
    total: { amountMinor: 4200, currency: 'usd' },
    refundedTotal: { amountMinor: 0, currency: 'usd' },
    paymentId: 'pay_1',
    notice: null,
    expectedBy: null,
    nextAction: null,
    dispute: null,
    createdAt: '2026-01-15T00:00:00.000Z',
    ...over,
  };
}

export const found = <T>(value: T): Reading<T> => ({ kind: 'found', value });

export const unread = (reason: Unread['reason'], retryAfterMs?: number): Unread => ({
  kind: 'unread',
  reason,
  retryAfterMs,
});

export function refused(status: number): Reading<never> {
  const problem: Problem = { code: 'order_not_found', status };
  return { kind: 'refused', status, problem };
}
