import { readPinned } from '@holdfast/engine';
import { describe, expect, it } from '@jest/globals';
import { isPointOf, pointsFile, roles } from './shop-points.ts';

describe('isPointOf', () => {
  it('finds the points of the operation, and those of the purchase', () => {
    const own = readPinned(pointsFile).filter((name) => isPointOf('recommendations', name));
    expect(own.filter((name) => !name.startsWith('recommendations: '))).toEqual([
      'receipt: checkout->redis request EVALSHA addStandardJob #2',
      'receipt: checkout->redis response EVALSHA addStandardJob #2',
    ]);
    expect(own.length).toBeGreaterThan(2);
  });
});

describe('isSingle', () => {
  it.each(['postgres', 'redis', 'mail', 'stripe-simulator', 'recommendations', 'loyalty'])(
    'restarts %s immediately',
    (name) => expect(roles.isSingle(name)).toBe(true),
  );

  it.each(['checkout', 'payments-2', 'email', 'shopper'])('leaves %s to healing', (name) =>
    expect(roles.isSingle(name)).toBe(false),
  );
});
