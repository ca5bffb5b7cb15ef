import { describe, expect, it } from '@jest/globals';
import { timeIn } from './time.ts';

const now = new Date('2026-11-25T12:00:00Z');

describe('timeIn', () => {
  it.each([
    ['90m', '2026-11-25T10:30:00Z'],
    ['6h', '2026-11-25T06:00:00Z'],
    ['2d', '2026-11-23T12:00:00Z'],
    ['1w', '2026-11-18T12:00:00Z'],
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00Z'],
  ])('reads %s', (text, time) => {
    expect(timeIn(text, now)).toEqual(new Date(time));
  });

  it.each(['yesterday', '1y', '2026-13-45', '2026-11-01T10:00'])('refuses %s', (text) => {
    expect(() => timeIn(text, now)).toThrow('Use a duration such as 30m, 6h or 1d');
  });
});
