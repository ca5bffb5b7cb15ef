import { describe, expect, it } from '@jest/globals';
import { durationText } from './time.ts';

describe('a duration', () => {
  it.each([
    [-1, '0 s'],
    [1, '1 s'],
    [119_000, '119 s'],
    [119_001, '2 min'],
    [119 * 60_000, '119 min'],
    [119 * 60_000 + 1, '2 h'],
    [1_398 * 60_000, '24 h'],
  ])('of %d ms is never shown too short: %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
