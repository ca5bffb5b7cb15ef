import { describe, expect, it } from '@jest/globals';
import { median, quantile } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 10, 2], 3],
    [[10, 9, 100], 10],
  ])('of %p is %p', (numbers, middle) => expect(median(numbers)).toBe(middle));

  it('of nothing is not a number', () => expect(median([])).toBeNaN());
});

describe('quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('%p of 1 to 100 is %p', (q, value) => expect(quantile(hundred, q)).toBe(value));

  it('of one number is that number', () => expect(quantile([7], 0.99)).toBe(7));
});
