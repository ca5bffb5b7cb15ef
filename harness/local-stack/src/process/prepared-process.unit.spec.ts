import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { prepared, shiftClock } from './prepared-process.ts';

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
    const before = RealDate.now();
    expect(new Date().getTime() - before).toBeGreaterThanOrEqual(hour);
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

describe('prepared', () => {
  const run = (environment: Readonly<Record<string, string>>): unknown[] => {
    const print = 'console.log(JSON.stringify([globalThis[Symbol.for("holdfast.timings")], Date.now()]))';
    const { PATH = '' } = process.env;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', print], { env: { PATH, ...environment }, encoding: 'utf8' }),
    ) as unknown[];
  };

  it('lets a process take timings from its environment', () => {
    const [isPrepared, now] = run(prepared({}));
    expect(isPrepared).toBe(true);
    expect(Math.abs(Number(now) - RealDate.now())).toBeLessThan(60_000);
    expect(run({})[0]).toBeNull();
  });

  it('shifts its clock, and keeps the other options of Node', () => {
    const environment = prepared({ CLOCK_OFFSET_MS: `${-hour}`, NODE_OPTIONS: '--max-old-space-size=64' });
    expect(environment['NODE_OPTIONS']).toMatch(/^--max-old-space-size=64 --import=\S+$/);
    expect(Number(run(environment)[1])).toBeLessThan(RealDate.now() - hour + 60_000);
  });
});
