import { describe, expect, it, jest } from '@jest/globals';
import { type IdempotencyKeys, jsonResponse, keyedRequest } from '@holdfast/idempotency';
import { type LimitAttemptsHandler } from '../limit-attempts/limit-attempts.handler.ts';
import { type Order, type PaymentResult } from '../order/order.ts';
import { type OrderStore } from '../order/order.store.ts';
import { PlaceOrderHandler, type PlaceOrderFrom } from './place-order.handler.ts';

const accepted = jsonResponse(202, { status: 'payment_pending' });
const order = { orderId: 'ord_1' } as Order;

/** A handler whose operation ends with a 202, while an event has given the order this result. */
function aHandler(result: PaymentResult | undefined) {
  const execution = { response: accepted, isReplay: false, hasWaited: false };
  const keys = { register: () => undefined, execute: () => Promise.resolve(execution) };
  const orders = { findByKey: () => Promise.resolve({ order, fingerprint: Buffer.of(), result }) };
  const limits = { declined: jest.fn(() => Promise.resolve()) };
  const relay = { wake: () => undefined };
  const handler = new PlaceOrderHandler(
    keys as unknown as IdempotencyKeys,
    {} as never,
    {} as never,
    orders as unknown as OrderStore,
    relay as never,
    limits as unknown as LimitAttemptsHandler,
    {} as never,
    {} as never,
  );
  const place = () => handler.place(keyedRequest('ada', 'k', ''), {} as PlaceOrderFrom);
  return { place, limits };
}

describe('an order that was accepted while an event ended it', () => {
  it.each([
    ['declined', { kind: 'declined', paymentId: 'pay_1', declineCode: 'expired_card' }, 402, 'card_declined'],
    ['refused', { kind: 'refused', paymentId: 'pay_1' }, 422, 'payment_refused'],
    ['refused for its method', { kind: 'method_invalid', paymentId: null }, 422, 'payment_method_invalid'],
  ] as const)('returns that it was %s, since no email will', async (_, result, status, code) => {
    const { place, limits } = aHandler(result);
    const { response } = await place();
    expect([response.status, JSON.parse(response.body.toString())]).toMatchObject([status, { code }]);
    expect(limits.declined).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['is paid, whose receipt follows', { kind: 'paid', paymentId: 'pay_1' }],
    ['is still pending', undefined],
  ] as const)('keeps its 202 if it %s', async (_, result) => {
    const { place, limits } = aHandler(result);
    expect((await place()).response).toBe(accepted);
    expect(limits.declined).not.toHaveBeenCalled();
  });
});
