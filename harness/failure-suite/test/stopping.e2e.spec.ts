import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isRunning, portPlan, readState, repositoryRoot, type StackState } from '@holdfast/local-stack';
import { eventually, temporaryFolder, workerPorts } from '@holdfast/testing';

const program = path.join(repositoryRoot, 'harness/failure-suite/dist/main.js');
/** 90 s: a stack starts within seconds, or within a minute on a busy machine. */
const longTimeout = { timeoutMs: 90_000, intervalMs: 100 };
const longestMs = 200_000;

/** Its fault lasts for ten seconds: long enough to stop the suite in the middle. */
const scenario = 'provider-dead-for-ten-seconds';

describe('the failure suite', () => {
  let folder: string;
  let suite: ChildProcess;
  let output: string;

  beforeEach(() => {
    folder = temporaryFolder();
    output = '';
    const [report, published] = ['report', 'published'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    const only = ['--only', scenario, '--workers', '1', '--report', report, '--publish', published];
    suite = spawn(process.execPath, [program, ...only], {
      cwd: repositoryRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        PORT_BASE: `${workerPorts().from}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [suite.stdout, suite.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
  });
  afterEach(() => {
    suite.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const dataFolders = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith('holdfast-failure-suite-'))
      .map((name) => path.join(folder, name));

  /** The state of the stack once the scenario has set a fault. */
  const untilBroken = (): Promise<StackState> =>
    eventually(async () => {
      const [dataDir] = dataFolders();
      const state = dataDir === undefined ? undefined : readState(dataDir);
      if (state === undefined || state.control === null) throw new Error(`no stack yet: ${output}`);
      const response = await fetch(`${state.addresses['failure-lab']}/faults`);
      if (((await response.json()) as unknown[]).length === 0) throw new Error('nothing is broken yet');
      return state;
    }, longTimeout);

  const isAllGone = ({ supervisor, processes }: StackState): Promise<void> =>
    eventually(() => {
      const left = [...processes, { name: 'its owner', ...supervisor }].filter(isRunning);
      if (left.length > 0) throw new Error(`still running: ${left.map(({ name }) => name).join(', ')}`);
      const files = dataFolders().filter(existsSync);
      if (files.length > 0) throw new Error(`left behind: ${files.join(', ')}`);
    }, longTimeout);

  it(
    'leaves no process, fault or data behind when it is killed',
    async () => {
      const state = await untilBroken();
      suite.kill('SIGKILL');
      await isAllGone(state);
      const lab = `http://127.0.0.1:${portPlan(0).failureLab + portBaseOf(state)}/faults`;
      await expect(fetch(lab)).rejects.toThrow();
    },
    longestMs,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'shuts down gracefully and keeps its results on %s',
    async (signal) => {
      const state = await untilBroken();
      const ended = once(suite, 'exit');
      suite.kill(signal);
      const [code] = (await ended) as [number];
      expect({ code, output }).toMatchObject({ code: 130 });
      await isAllGone(state);
      const report = readFileSync(path.join(folder, 'report/report.json'), 'utf8');
      expect(JSON.parse(report)).toMatchObject({ verdict: 'void', results: [] });
      expect(existsSync(path.join(folder, 'published'))).toBe(false);
      expect(output).toContain('stopping');
    },
    longestMs,
  );
});

const portBaseOf = ({ addresses }: StackState): number =>
  Number(new URL(addresses['checkout'] ?? '').port) - 1;
