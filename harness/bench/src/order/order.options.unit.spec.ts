import { describe, expect, it } from '@jest/globals';
import { readOptions } from './order.options.ts';

describe('The options of the order bench', () => {
  it('have defaults, and shorter ones for a quick look', () => {
    expect(readOptions([])).toMatchObject({ clients: [32, 1], rounds: 3, orders: 450, isRunning: false });
    expect(readOptions(['--quick', '--clients', '8'])).toMatchObject({
      clients: [8],
      rounds: 1,
      orders: 150,
    });
  });

  it.each([
    [['--clients', '0'], /--clients is "0"/],
    [['--clients', ''], /--clients is ""/],
    [['--clients', '4,x'], /--clients is "4,x"/],
    [['--orders', '3'], /--orders is "3"/],
    [['--running', '--lab'], /leave out --lab/],
    [['--fast'], /--fast/],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
