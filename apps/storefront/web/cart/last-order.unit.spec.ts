import { type OrderStatus, type Reading } from '@holdfast/checkout-client';
import { describe, expect, it } from '@jest/globals';
import { stateOf } from './last-order.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

describe('the state of the last order', () => {
  it.each<[OrderStatus, string]>([
    ['paid', 'paid'],
    ['payment_pending', 'being confirmed'],
    ['requires_action', 'waiting for you to confirm it with your bank'],
    ['payment_failed', 'not completed'],
    ['refund_pending', 'being refunded'],
    ['refunded', 'refunded'],
  ])('of an order that is %s is "%s"', (status, state) => {
    expect(stateOf({ kind: 'found', value: { status } })).toBe(state);
  });

  it.each([
    [0, 'paid'],
    [100, 'partly refunded'],
  ])('of a paid order of which %d was returned is "%s"', (returned, state) => {
    expect(stateOf({ kind: 'found', value: { status: 'paid', refundedTotal: usd(returned) } })).toBe(state);
  });

  it.each<[string, Reading<never> | undefined]>([
    ['has not been read yet', undefined],
    ['could not be read', { kind: 'unread', reason: 'network', retryAfterMs: undefined }],
  ])('is not claimed if it %s', (_, reading) => {
    expect(stateOf(reading)).toBeUndefined();
  });
});
