import { afterEach, describe, expect, it } from '@jest/globals';
import { shiftClock } from './clock-offset.ts';

const RealDate = Date;
const hour = 3_600_000;

describe('shiftClock', () => {
  afterEach(() => {
    globalThis.Date = RealDate;
  });

  const off = (): number => Date.now() - RealDate.now();

  it.each([[300_000], [-300_000], [5]])('moves Date.now() by %i ms', (ms) => {
    shiftClock(ms);
    expect(off()).toBeGreaterThanOrEqual(ms);
    expect(off()).toBeLessThan(ms + 1_000);
  });

  it('moves new Date() and Date() with it', () => {
    shiftClock(hour);
    expect(new Date().getTime() - RealDate.now()).toBeGreaterThanOrEqual(hour);
    expect(RealDate.parse(Date()) - RealDate.now()).toBeGreaterThan(hour - 2_000);
  });

  it('leaves a date that was asked for as it is', () => {
    shiftClock(hour);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date('2026-01-02T03:04:05Z').getTime()).toBe(RealDate.UTC(2026, 0, 2, 3, 4, 5));
    expect(new Date(2026, 0).getFullYear()).toBe(2026);
  });

  it('makes dates that are dates', () => {
    const before = new RealDate();
    shiftClock(1);
    expect(new Date()).toBeInstanceOf(RealDate);
    expect(before).toBeInstanceOf(Date);
    expect(new (class extends Date {})().getTime()).toBeGreaterThan(0);
  });

  it('changes nothing for 0', () => {
    shiftClock(0);
    expect(Date).toBe(RealDate);
  });
});
