import { describe, expect, it } from '@jest/globals';
import { longestPauseMs, pauseMs } from './backoff.ts';

const backoff = { baseMs: 200, capMs: 10_000 };
const almostOne = (): number => 1 - Number.EPSILON;

describe('pauseMs', () => {
  it.each([
    [1, 200],
    [2, 400],
    [6, 6_400],
    [7, 10_000],
    [2_000, 10_000],
  ])('before retry %d is anywhere from 0 to less than %d ms', (n, longest) => {
    expect(longestPauseMs(n, backoff)).toBe(longest);
    const bounds = { requestedMs: 0, leftMs: 60_000 };
    expect(pauseMs(n, bounds, backoff, () => 0)).toBe(0);
    expect(pauseMs(n, bounds, backoff, almostOne)).toBe(longest - 1);
  });

  it.each([
    ['is after a requested wait, by less than as much again', 3_000, 60_000, 3_000, 5_999],
    ['spreads over its own maximum after a short wait', 100, 60_000, 100, 299],
    ['spreads over the cap after a long wait', 20_000, 60_000, 20_000, 29_999],
    ['leaves half of the time for the retry', 3_000, 4_000, 3_000, 3_499],
    ['is never shorter than requested', 30_000, 10_000, 30_000, 30_000],
  ])('%s', (_, requestedMs, leftMs, shortest, longest) => {
    const bounds = { requestedMs, leftMs };
    expect(pauseMs(1, bounds, backoff, () => 0)).toBe(shortest);
    expect(pauseMs(1, bounds, backoff, almostOne)).toBe(longest);
  });
});
