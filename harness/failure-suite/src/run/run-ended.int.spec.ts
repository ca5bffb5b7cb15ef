import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const program = path.join(import.meta.dirname, '../../dist/run/run-ended.js');

/** Runs this code in a process of its own, and returns its exit code and output. */
function run(code: string): readonly [number | null, string] {
  const text = `import { RunEnded, ignoreAbandoned } from ${JSON.stringify(program)};
    const ending = new AbortController();
    ignoreAbandoned(ending.signal);
    ${code}
    setTimeout(() => console.log('the report'), 50);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
  });
  return [status, `${stdout}${stderr}`];
}

describe('a promise that a stopped scenario left', () => {
  it.each([
    ['when the first scenario has broken', 'Promise.reject(new RunEnded());'],
    ['after Ctrl-C', "ending.abort(new Error('stopped')); Promise.reject(ending.signal.reason);"],
  ])('does not end the suite %s', (_when, code) => {
    expect(run(code)).toEqual([0, 'the report\n']);
  });

  it.each([
    "Promise.reject(new Error('a mistake'));",
    "ending.abort(); Promise.reject(new Error('a mistake'));",
  ])('ends it if it is any other: %s', (code) => {
    const [status, output] = run(code);
    expect(status).toBe(1);
    expect(output).toContain('a mistake');
    expect(output).not.toContain('the report');
  });
});
