import { describe, expect, it } from '@jest/globals';
import { commandsIn, paste } from './pasted-commands.ts';

const page = `
\`\`\`sh
npm start
hello() { echo "hello $1" \\
  again; }
hello Ada
hello Ada
\`\`\`

- \`npm start\`: the test does that.
- \`hello Ada\`: \`"hello Ada again"\`, and
  nothing else.
- \`hello\`, again: the same.

<!-- not run: needs Docker -->

\`\`\`sh
docker compose up
\`\`\`

\`\`\`sh
hello Bob
\`\`\`

\`\`\`
hello Bob again
\`\`\`
`;

describe('commandsIn', () => {
  it('returns the commands of sh blocks, with the list and the output shown below a block', () => {
    expect(commandsIn(page)).toEqual([
      {
        commands: [
          { command: 'hello() { echo "hello $1" \\\n  again; }', expectation: '' },
          { command: 'hello Ada', expectation: '"hello Ada again", and\n  nothing else.' },
          { command: 'hello Ada', expectation: 'the same.' },
        ],
        shown: '',
      },
      { commands: [{ command: 'hello Bob', expectation: '' }], shown: 'hello Bob again\n' },
    ]);
  });

  it('refuses an expectation of a command that the block does not have', () => {
    expect(() => commandsIn('```sh\necho hello\n```\n\n- `cat`: 201\n')).toThrow(
      'No command of the block for: - `cat`: 201',
    );
  });

  it('refuses a block that ends in the middle of a command', () => {
    expect(() => commandsIn('```sh\necho "hello\n```')).toThrow('An unfinished command: echo "hello');
  });
});

describe('paste', () => {
  it('fills in the ID and the token of the last order', async () => {
    const order = `echo '{"orderId":"ord_1","accessToken":"abc"}'`;
    const read = `echo ORDER_ID 'Bearer ACCESS_TOKEN'`;
    const [, [last] = []] = await paste([[order], [read]], { PATH: process.env['PATH'] });
    expect(last?.output).toBe('ord_1 Bearer abc\n');
  });

  it('runs commands in one shell and returns the output and the exit code of each', async () => {
    const commands = ['name=Ada', 'echo "hello $name"', 'cat no-such-file', 'no-such-command'];
    const [pasted] = await paste([commands], { PATH: process.env['PATH'] });
    expect(pasted).toMatchObject([
      { output: '', exitCode: 0 },
      { output: 'hello Ada\n', exitCode: 0 },
      { output: expect.stringContaining('No such file'), exitCode: 1 },
      { output: expect.stringContaining('command not found'), exitCode: 127 },
    ]);
  });
});
