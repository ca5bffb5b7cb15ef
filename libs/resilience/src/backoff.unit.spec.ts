import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from './backoff.ts';

describe('retryDelayMs', () => {
  it.each([
    [1, 99],
    [2, 199],
    [4, 799],
    [5, 999],
    [1_000, 999],
  ])('before retry %d is anywhere from 0 to %d ms', (n, longest) => {
    expect(retryDelayMs(n, () => 0)).toBe(0);
    expect(retryDelayMs(n, () => 1 - Number.EPSILON)).toBe(longest);
  });
});
