import { describe, expect, it } from '@jest/globals';
import { about, clockTime, exactly, ordinal } from './time-text.ts';

describe('about', () => {
  it.each([
    [-5, '0 ms'],
    [350.4, '350 ms'],
    [999.7, '1 s'],
    [3_240, '3.2 s'],
    [5_000, '5 s'],
    [9_960, '10 s'],
    [119_400, '119 s'],
    [119_600, '2 min'],
    [7 * 60_000, '7 min'],
    [5 * 3_600_000, '5 h'],
    [72 * 3_600_000, '3 days'],
  ])('formats %d ms as %s', (ms, words) => expect(about(ms)).toBe(words));
});

describe('exactly', () => {
  it.each([
    [50, '50 ms'],
    [1_000, '1 s'],
    [2_500, '2.5 s'],
    [30_000, '30 s'],
  ])('formats %d ms as %s', (ms, words) => expect(exactly(ms)).toBe(words));
});

describe('clockTime', () => {
  const now = Date.UTC(2026, 10, 24, 0, 1);

  it('omits the date only if it is today', () => {
    expect(clockTime(now - 1_000, now)).toBe('00:00:59 UTC');
    expect(clockTime(now - 120_000, now)).toBe('2026-11-23 23:59:00 UTC');
  });
});

describe('ordinal', () => {
  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [22, '22nd'],
  ])('formats %d as %s', (count, word) => expect(ordinal(count)).toBe(word));
});
