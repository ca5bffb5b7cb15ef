import { describe, expect, it } from '@jest/globals';
import { durationText } from './duration-text.ts';

describe('durationText', () => {
  it.each([
    [-5, '0.0 s'],
    [3_210, '3.2 s'],
    [41_400, '41 s'],
    [7 * 60_000, '7 min'],
    [5 * 3_600_000, '5 h'],
    [72 * 3_600_000, '3 days'],
  ])('renders %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
