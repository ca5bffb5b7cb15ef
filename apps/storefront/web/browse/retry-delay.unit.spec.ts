import { describe, expect, it } from '@jest/globals';
import { retryAfterMsOf, retryDelayMs } from './retry-delay.ts';

describe('the wait after a failed read of the catalog', () => {
  it('begins with 4 s and doubles up to 30 s', () => {
    expect([1, 2, 3, 4, 5, 50].map((failures) => retryDelayMs(failures))).toEqual([
      4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('is never shorter than the server wants, and never shorter than its own', () => {
    expect(retryDelayMs(1, 60_000)).toBe(60_000);
    expect(retryDelayMs(2, 1_000)).toBe(8_000);
  });
});

describe('Retry-After', () => {
  it.each([
    ['1', 1_000],
    [' 86400 ', 86_400_000],
    ['86401', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['Fri, 27 Nov 2026 13:00:00 GMT', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(retryAfterMsOf(header)).toBe(ms);
  });
});
