import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isRunning, readState, repositoryRoot, type StackState } from '@holdfast/local-stack';
import { eventually, temporaryFolder, workerPorts } from '@holdfast/testing';

/** A stack starts within seconds, on a busy machine within a minute. */
const longTimeout = { timeoutMs: 90_000, intervalMs: 100 };

describe('npm test', () => {
  let folder: string;
  let tests: ChildProcess;
  let output = '';

  beforeEach(() => {
    folder = temporaryFolder();
    tests = spawn(process.execPath, ['tools/test.ts', 'e2e', 'harness/e2e/refusals'], {
      cwd: repositoryRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        TEST_PORTS: `${workerPorts().from}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [tests.stdout, tests.stderr]) stream?.on('data', (text) => (output += String(text)));
  });
  afterEach(() => {
    tests.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const untilAStackRuns = (): Promise<StackState> =>
    eventually(() => {
      const [file] = globSync('**/stack.json', { cwd: folder });
      const state = file === undefined ? undefined : readState(path.join(folder, path.dirname(file)));
      if (state === undefined || state.control === null) throw new Error(`no stack yet: ${output}`);
      return state;
    }, longTimeout);

  it('leaves no stack running after SIGTERM, and reports that it was interrupted', async () => {
    const { supervisor, processes } = await untilAStackRuns();
    const ended = once(tests, 'exit');
    tests.kill('SIGTERM');
    expect(await ended).toEqual([1, null]);
    const left = [...processes, { name: 'the supervisor', ...supervisor }].filter(isRunning);
    expect(left.map(({ name }) => name)).toEqual([]);
    expect(output).toContain('interrupted');
  }, 200_000);
});
