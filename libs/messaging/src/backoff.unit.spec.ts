import { describe, expect, it } from '@jest/globals';
import { fullJitterMs } from './backoff.ts';

describe('fullJitterMs', () => {
  const longest = (attempt: number) => fullJitterMs(attempt, () => 1);

  it('doubles from 200 ms to 10 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(longest)).toEqual([
      200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
    ]);
  });

  it('spreads over the whole interval', () => {
    expect([0, 0.5].map((chance) => fullJitterMs(3, () => chance))).toEqual([0, 400]);
  });

  it('stays at 10 s after any number of failures', () => {
    expect(longest(100_000)).toBe(10_000);
  });
});
