import { describe, expect, it } from '@jest/globals';
import { longestPauseMs, pauseMs } from './backoff.ts';

const backoff = { baseMs: 200, capMs: 10_000 };

describe('pauseMs', () => {
  it.each([
    [1, 200],
    [2, 400],
    [6, 6_400],
    [7, 10_000],
    [2_000, 10_000],
  ])('before retry %d is anywhere from 0 to less than %d ms', (n, longest) => {
    expect(longestPauseMs(n, backoff)).toBe(longest);
    expect(pauseMs(n, backoff, () => 0)).toBe(0);
    expect(pauseMs(n, backoff, () => 1 - Number.EPSILON)).toBe(longest - 1);
  });
});
