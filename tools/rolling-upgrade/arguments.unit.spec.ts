import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

describe('npm run rolling-upgrade', () => {
  it('defaults to the previous commit and five checkouts per second', () => {
    expect(readArguments([])).toEqual({ from: 'HEAD~1', perSecond: 5 });
    expect(readArguments(['--from', 'v1', '--rate', '20'])).toEqual({ from: 'v1', perSecond: 20 });
  });

  it.each([
    [['--rate', '0'], '--rate is 0: it must be from 1 to 50.'],
    [['--rate', '51'], '--rate is 51: it must be from 1 to 50.'],
    [['--rate', 'fast'], '--rate is "fast": it must be a whole number.'],
    [['main'], 'Unexpected argument "main".'],
    [['--to', 'main'], /--to/],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});
