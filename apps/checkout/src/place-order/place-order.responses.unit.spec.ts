import { describe, expect, it } from '@jest/globals';
import { jsonResponse } from '@holdfast/idempotency';
import { type Order } from '../order/order.ts';
import { unlessFailed } from './place-order.responses.ts';

const accepted = jsonResponse(202, { status: 'payment_pending' });
const order = { orderId: 'ord_1' } as Order;

describe('an order that was accepted while an event ended it', () => {
  it.each([
    ['declined', { kind: 'declined', paymentId: 'pay_1', declineCode: 'expired_card' }, 402, 'card_declined'],
    ['refused', { kind: 'refused', paymentId: 'pay_1' }, 422, 'payment_refused'],
    ['refused for its method', { kind: 'method_invalid', paymentId: null }, 422, 'payment_method_invalid'],
  ] as const)('returns that it was %s, since no email will', (_, result, status, code) => {
    const response = unlessFailed(accepted, { order, result });
    expect([response.status, JSON.parse(response.body.toString())]).toMatchObject([status, { code }]);
  });

  it.each([
    ['is paid, whose receipt follows', { kind: 'paid', paymentId: 'pay_1' }],
    ['is still pending', undefined],
  ] as const)('keeps its 202 if it %s', (_, result) => {
    expect(unlessFailed(accepted, { order, result })).toBe(accepted);
  });
});
