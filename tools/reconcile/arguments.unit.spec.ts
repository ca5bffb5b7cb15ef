import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

const now = new Date('2026-11-25T12:00:00Z');

/** The message for an invalid command line; 'nothing' for a valid one. */
function fault(...args: string[]): string {
  try {
    readArguments(args, now);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}: not a UsageError`;
  }
}

describe('npm run reconcile --', () => {
  it('defaults to the last day, without repairs', () => {
    expect(readArguments([], now)).toEqual({
      since: new Date('2026-11-24T12:00:00Z'),
      until: now,
      repair: false,
      isJson: false,
    });
  });

  it.each([
    ['90m', '2026-11-25T10:30:00Z'],
    ['6h', '2026-11-25T06:00:00Z'],
    ['2d', '2026-11-23T12:00:00Z'],
    ['1w', '2026-11-18T12:00:00Z'],
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00Z'],
  ])('reads %s', (text, time) => {
    expect(readArguments(['--since', text], now).since).toEqual(new Date(time));
  });

  it('accepts a past period and the actions', () => {
    expect(readArguments(['--since', '2d', '--until', '1d', '--repair', '--json'], now)).toEqual({
      since: new Date('2026-11-23T12:00:00Z'),
      until: new Date('2026-11-24T12:00:00Z'),
      repair: true,
      isJson: true,
    });
  });

  const times = 'use a duration such as 30m, 6h or 1d, or a time such as 2026-11-24T09:00:00Z.';

  it.each([
    [['--since', 'yesterday'], `--since is "yesterday": ${times}`],
    [['--until', '1y'], `--until is "1y": ${times}`],
    [['--since', '2026-13-45'], `--since is "2026-13-45": ${times}`],
    [['--since', '2026-11-01T10:00'], `--since is "2026-11-01T10:00": ${times}`],
    [['--since', '1d', '--until', '2d'], '--since must be earlier than --until.'],
    [['--repare'], "Unknown option '--repare'."],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });
});
