import { describe, expect, it } from '@jest/globals';
import { mayHitOthers } from './lose-response.ts';

describe('a strike on the next response', () => {
  it.each([
    ['to an order, with customers off', null, { ratePerSecond: 0 }, false],
    ['to an order, before the customers are read', null, undefined, false],
    ['to an order, with customers on', null, { ratePerSecond: 1 }, true],
    ['about one order, with customers on', 'ord_1', { ratePerSecond: 1 }, false],
  ])('%s', (_, orderId, customers, expected) => {
    expect(mayHitOthers(orderId, customers)).toBe(expected);
  });
});
