import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../seeded-random.fixture.ts';
import { retryDelayMs } from './backoff.ts';

const backoff = { baseMs: 100, capMs: 1_000 };

describe('retryDelayMs', () => {
  it.each([
    [1, 99],
    [2, 199],
    [4, 799],
    [5, 999],
    [20, 999],
    [2_000, 999],
  ])('before retry %d is between 0 and %d ms', (retry, longest) => {
    expect(retryDelayMs(retry, backoff, () => 0)).toBe(0);
    expect(retryDelayMs(retry, backoff, () => 1 - Number.EPSILON)).toBe(longest);
  });

  it.each([
    [1, 100],
    [2, 200],
  ])('spreads retry %d evenly below %d ms', (retry, end) => {
    const random = seededRandom(42);
    const delays = Array.from({ length: 10_000 }, () => retryDelayMs(retry, backoff, random));
    const mean = delays.reduce((total, ms) => total + ms, 0) / delays.length;
    expect(Math.abs(mean - end / 2)).toBeLessThan(end / 50);
    expect(Math.min(...delays)).toBeLessThan(2);
    expect(Math.max(...delays)).toBeLessThan(end);
    const quarters = [0, 1, 2, 3].map(
      (quarter) => delays.filter((ms) => Math.floor((ms * 4) / end) === quarter).length,
    );
    for (const count of quarters) expect(Math.abs(count - 2_500)).toBeLessThan(200);
  });

  it.each([
    { baseMs: 0, capMs: 1_000 },
    { baseMs: 100, capMs: Infinity },
  ])('is a finite number of milliseconds after any number of retries with %p', (odd) => {
    expect(Number.isFinite(retryDelayMs(2_000, odd, () => 0.5))).toBe(true);
  });
});
