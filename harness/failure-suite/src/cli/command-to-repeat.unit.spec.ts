import { describe, expect, it } from '@jest/globals';
import { commandToRepeat } from './command-to-repeat.ts';

describe('the command that repeats a run', () => {
  it.each([
    [[], 'npm run failure-suite'],
    [['--json', '/home/ada/x.json'], 'npm run failure-suite'],
    [['--report=/home/ada/x', '--seed', '7'], 'npm run failure-suite -- --seed 7'],
    [
      ['--only', 'redis-full', '--json', 'x.json', '--workers', '2'],
      'npm run failure-suite -- --only redis-full --workers 2',
    ],
  ])('after %j is %s, which names no place for results', (args, command) => {
    expect(commandToRepeat(args)).toBe(command);
  });
});
