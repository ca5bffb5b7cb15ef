import { describe, expect, it } from '@jest/globals';
import { expectationFor } from './expectations.ts';
import { faultsOf } from './faults-of.ts';

describe('expectationFor', () => {
  it('says nothing of an edge that nobody has declared', () => {
    const point = { operation: 'checkout', route: 'checkout->fraud-check', direction: 'request' } as const;
    expect(expectationFor(point, 'reset')).toBeUndefined();
  });

  it('lets no checkout fail for a broken connection to payments', () => {
    const point = { operation: 'checkout', route: 'checkout->payments', direction: 'response' } as const;
    expect(expectationFor(point, 'reset')?.first).toEqual([201, 202, 409]);
  });
});

describe('faultsOf', () => {
  it('kills no customer that waits for its answer', () => {
    expect(faultsOf({ receiver: 'shopper' })).toEqual(['kill the sender', 'reset', 'black hole']);
    expect(faultsOf({ receiver: 'payments' })).toHaveLength(4);
  });
});
