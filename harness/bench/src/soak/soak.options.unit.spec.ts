import { describe, expect, it } from '@jest/globals';
import { readOptions } from './soak.options.ts';

describe('The options of the soak', () => {
  it('are ten minutes at 70 % by default', () => {
    expect(readOptions([])).toEqual({ minutes: 10, load: 0.7, isJson: false });
  });

  it.each([
    [['--load', '1'], /--load is "1"/],
    [['--load', ''], /--load is ""/],
    [['--load', '70%'], /--load is "70%"/],
    [['--minutes', '0'], /--minutes is "0"/],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
