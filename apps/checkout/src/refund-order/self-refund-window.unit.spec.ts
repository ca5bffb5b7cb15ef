import { describe, expect, it } from '@jest/globals';
import { mayRefund } from './self-refund-window.ts';

const createdAt = '2026-11-27T10:00:00.000Z';
const allowed = (refundsForHours: number, hasCustomerRefundFailed: boolean, at: string): boolean =>
  mayRefund({ refundsForHours }, { order: { createdAt }, hasCustomerRefundFailed }, new Date(at));

describe('mayRefund', () => {
  it.each([
    [2, '2026-11-27T12:00:00.000Z', true],
    [2, '2026-11-27T12:00:00.001Z', false],
    [0, '2026-11-27T10:00:00.001Z', false],
    [Infinity, '2036-11-27T10:00:00.000Z', true],
  ])('within %d hours of the order, at %s: %s', (hours, at, isAllowed) => {
    expect(allowed(hours, false, at)).toBe(isAllowed);
  });

  it.each([
    [2, '2026-12-27T10:00:00.000Z', true],
    [0, '2026-11-27T10:00:00.000Z', false],
  ])("after the customer's own refund failed, with %d hours, at %s: %s", (hours, at, isAllowed) => {
    expect(allowed(hours, true, at)).toBe(isAllowed);
  });
});
