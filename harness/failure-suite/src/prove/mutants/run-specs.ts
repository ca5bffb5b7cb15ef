import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endTree } from '@holdfast/local-stack';
import { endLeftovers } from './end-leftovers.ts';
import { type MutatedCopy } from './mutant-switch.ts';
import { type Tier } from './near-specs.ts';
import { type SpecResult, resultsIn } from './spec-results.ts';
import { redMark } from './spec-results.reporter.ts';

export interface SpecRun {
  /** Without those that a first failure or the limit left out. */
  readonly results: readonly SpecResult[];
  readonly isOverLimit: boolean;
  readonly output: string;
  readonly seconds: number;
}

export interface SpecRunOptions {
  readonly tier: Tier;
  readonly specs: readonly string[];
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Stops after the first file with a failure. */
  readonly stopsAtFirst: boolean;
}

/** 30 s for one test, half of the usual: a mutant that hangs should not cost a minute. */
const testTimeoutMs = 30_000;
/** 5 s from SIGTERM to SIGKILL for everything that a stopped run has started. */
const patienceMs = 5_000;
const maxOutput = 20_000;
const setup = 'harness/failure-suite/src/prove/mutants/reached.setup.ts';
const reporter = 'harness/failure-suite/dist/prove/mutants/spec-results.reporter.js';

/** Runs spec files in the copy. Leaves no process, even if they do not end within the limit. */
export async function runSpecs(
  { folder, mutantSwitch, environment }: MutatedCopy,
  options: SpecRunOptions,
): Promise<SpecRun> {
  options.signal.throwIfAborted();
  const report = path.join(folder, 'reports/of-the-specs.json');
  const temporary = path.join(folder, 'tmp');
  for (const old of [report, temporary, mutantSwitch.reachedFolder])
    rmSync(old, { recursive: true, force: true });
  for (const needed of [path.dirname(report), temporary]) mkdirSync(needed, { recursive: true });
  // Postgres runs as another user.
  chmodSync(temporary, 0o1777);
  const begun = performance.now();
  const child = spawn(process.execPath, jestArguments(folder, report, options), {
    cwd: folder,
    env: { ...environment, TEST_TIER: options.tier, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { output, isOverLimit } = await ended(child, options);
  await endLeftovers(folder);
  options.signal.throwIfAborted();
  const seconds = Math.round((performance.now() - begun) / 1_000);
  const results = isOverLimit ? [] : resultsIn(report, folder, mutantSwitch.reachedFolder);
  return { results, isOverLimit, output, seconds };
}

function jestArguments(folder: string, report: string, { specs }: SpecRunOptions): string[] {
  const flags = ['--experimental-vm-modules', '--no-warnings'];
  const own = [
    '--setupFilesAfterEnv',
    path.join(folder, setup),
    '--cacheDirectory',
    path.join(folder, 'jest-cache'),
  ];
  const reporters = [
    '--reporters',
    'default',
    '--reporters',
    path.join(folder, reporter),
    '--outputFile',
    report,
  ];
  const limits = ['--testTimeout', `${testTimeoutMs}`, '--silent', '--forceExit'];
  const jest = path.join(folder, 'node_modules/jest/bin/jest.js');
  return [...flags, jest, ...specs, '--runTestsByPath', ...own, ...reporters, ...limits];
}

/**
 * Stops everything at the limit or, if wanted, at the first red file: Jest's own `--bail` would leave the
 * servers of the other files.
 */
async function ended(
  child: ChildProcess,
  { limitMs, signal, stopsAtFirst }: SpecRunOptions,
): Promise<{ readonly output: string; readonly isOverLimit: boolean }> {
  let output = '';
  let isRed = false;
  let ending: Promise<void> | undefined;
  const stop = (): void => void (ending ??= endTree(child.pid ?? 0, patienceMs));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-maxOutput);
      isRed ||= output.includes(redMark);
      if (stopsAtFirst && isRed) stop();
    });
  const timeout = AbortSignal.timeout(limitMs);
  const limit = AbortSignal.any([signal, timeout]);
  limit.addEventListener('abort', stop, { once: true });
  await once(child, 'close');
  limit.removeEventListener('abort', stop);
  await ending;
  return { output, isOverLimit: timeout.aborted && ending !== undefined && !isRed };
}
