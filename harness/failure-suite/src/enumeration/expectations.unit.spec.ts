import { describe, expect, it } from '@jest/globals';
import { expectationFor } from './expectations.ts';

describe('expectationFor', () => {
  it('is undefined for an undeclared edge', () => {
    const point = { operation: 'checkout', route: 'checkout->fraud-check', direction: 'request' } as const;
    expect(expectationFor(point, 'reset')).toBeUndefined();
  });

  it('allows no failed checkout for a broken connection to payments', () => {
    const point = { operation: 'checkout', route: 'checkout->payments', direction: 'response' } as const;
    expect(expectationFor(point, 'reset')?.first).toEqual([201, 202, 409]);
  });

  it.each(['confirmation', 'expiry'] as const)(
    'allows no charge before the customer confirms: %s',
    (operation) => {
      const point = { operation, route: 'payments->stripe', direction: 'response' } as const;
      expect(expectationFor(point, 'reset')?.first).toEqual([202, 409]);
    },
  );
});
