import { describe, expect, it } from '@jest/globals';
import { isLongAgo, isTooOld, longestUnaskedMs, retentionHours } from './long-ago.ts';

describe('a request', () => {
  const now = 1_800_000_000_000;

  it.each([
    ['a moment ago', now, false],
    ['as long ago as a page may still repeat it', now - longestUnaskedMs, false],
    ['longer ago', now - longestUnaskedMs - 1, true],
    ['far in the future, by a clock that was set back', now + longestUnaskedMs + 1, true],
    ['at no known time', undefined, true],
    ['at no time', Number.NaN, true],
    ['at a time of another version', '2026-12-01', true],
  ])('sent %s', (_, sentAt, expected) => expect(isLongAgo(sentAt, now)).toBe(expected));

  it.each([
    ['as long ago as a key may be', now - retentionHours * 3_600_000, false],
    ['longer ago', now - retentionHours * 3_600_000 - 1, true],
    ['in the future, by a clock that was set back', now + 1, false],
  ])('with a key made %s', (_, createdAt, expected) => expect(isTooOld({ createdAt }, now)).toBe(expected));
});
