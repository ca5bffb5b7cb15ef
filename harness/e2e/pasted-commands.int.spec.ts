import { describe, expect, it } from '@jest/globals';
import { commandsIn, paste } from './pasted-commands.ts';

const page = `
\`\`\`sh
npm start   # the test does that
hello() { echo "hello $1" \\
  again; }
hello Ada   # "hello Ada again"
\`\`\`

<!-- not run: needs Docker -->

\`\`\`sh
docker compose up
\`\`\`

\`\`\`
output, not a command
\`\`\`
`;

describe('commandsIn', () => {
  it('gives the commands of sh blocks with their expectations, one entry for a command of several lines', () => {
    expect(commandsIn(page)).toEqual([
      { command: 'hello() { echo "hello $1" \\\n  again; }', expectation: '' },
      { command: 'hello Ada   # "hello Ada again"', expectation: '"hello Ada again"' },
    ]);
  });

  it('refuses a block that ends in the middle of a command', () => {
    expect(() => commandsIn('```sh\necho "hello\n```')).toThrow('An unfinished command: echo "hello');
  });
});

describe('paste', () => {
  it('runs commands in one shell and gives the output and the exit code of each', async () => {
    const commands = ['name=Ada', 'echo "hello $name"', 'cat no-such-file', 'no-such-command'];
    expect(await paste(commands, { PATH: process.env['PATH'] })).toMatchObject([
      { output: '', exitCode: 0 },
      { output: 'hello Ada\n', exitCode: 0 },
      { output: expect.stringContaining('No such file'), exitCode: 1 },
      { output: expect.stringContaining('command not found'), exitCode: 127 },
    ]);
  });
});
