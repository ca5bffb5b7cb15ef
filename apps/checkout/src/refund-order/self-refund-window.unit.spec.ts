import { describe, expect, it } from '@jest/globals';
import { mayRefund } from './self-refund-window.ts';

const createdAt = '2026-11-27T10:00:00.000Z';
const allowed = (refundsForHours: number, at: string): boolean =>
  mayRefund({ refundsForHours }, { createdAt }, new Date(at));

describe('mayRefund', () => {
  it.each([
    [2, '2026-11-27T12:00:00.000Z', true],
    [2, '2026-11-27T12:00:00.001Z', false],
    [0, '2026-11-27T10:00:00.001Z', false],
    [Infinity, '2036-11-27T10:00:00.000Z', true],
  ])('within %d hours of the order, at %s: %s', (hours, at, isAllowed) => {
    expect(allowed(hours, at)).toBe(isAllowed);
  });
});
