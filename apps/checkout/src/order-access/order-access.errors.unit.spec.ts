import { describe, expect, it } from '@jest/globals';
import { refundNeedsOperator } from './order-access.errors.ts';

describe('a refund that needs an operator', () => {
  it.each([
    [0, 'Customers cannot refund orders themselves.'],
    [1, 'Customers can refund an order themselves for 1 hour after placing it.'],
    [24, 'Customers can refund an order themselves for 24 hours after placing it.'],
  ])('says how long customers may refund: %d hours', (hours, said) => {
    expect(refundNeedsOperator(hours).message).toBe(`Nothing was refunded. ${said} Please contact support.`);
  });
});
