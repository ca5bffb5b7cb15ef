import { describe, expect, it } from '@jest/globals';
import { commandFor } from './command-for.ts';

describe('a command of an experiment', () => {
  it.each([
    ['curl -s localhost:3020/strikes', 3_000, 'curl -s localhost:3020/strikes'],
    ['curl -s localhost:3020/strikes', 14_100, 'curl -s localhost:14120/strikes'],
    ['curl localhost:3001/a localhost:3010/b', 5_000, 'curl localhost:5001/a localhost:5010/b'],
    ['echo 3020 localhost:30200', 5_000, 'echo 3020 localhost:30200'],
  ])('%s at %d is %s', (command, portBase, here) => {
    expect(commandFor(command, { portBase, commandPrefix: '' })).toBe(here);
  });

  it('names another DATA_DIR only to the commands that act on a stack', () => {
    const stack = { portBase: 3_000, commandPrefix: 'DATA_DIR=/data ' };
    expect(commandFor('npm run service -- kill redis', stack)).toBe(
      'DATA_DIR=/data npm run service -- kill redis',
    );
    expect(commandFor('curl -s localhost:3020/strikes', stack)).toBe('curl -s localhost:3020/strikes');
  });
});
