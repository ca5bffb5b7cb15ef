import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@holdfast/local-stack';
import { endRun } from './end-run.ts';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Stops the program. It gets SIGTERM even if Ctrl-C has reached it already. */
  readonly signal: AbortSignal;
}

export interface TestRunOptions extends RunOptions {
  /** The tests' temporary folder: background stacks are found below it. */
  readonly folder: string;
}

/**
 * 64 MB instead of up to 16 MB for each half of V8's nursery: lint, the format check and Jest create so much
 * that to collect it four times as often takes a tenth of their CPU.
 */
const largeNursery = '--max-semi-space-size=64';

function start(args: readonly string[], { env }: RunOptions, stdio: StdioOptions): ChildProcess {
  const child = spawn(process.execPath, [largeNursery, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, NX_DAEMON: 'false', ...env },
    stdio,
  });
  return child;
}

/**
 * Runs Jest and shows its standard error, where it reports. Resolves to true for exit code 0. After an abort,
 * it resolves once everything that the tests started has stopped.
 */
export async function runTests(args: readonly string[], options: TestRunOptions): Promise<boolean> {
  const child = start(args, options, ['ignore', 'ignore', 'inherit']);
  const ended = once(child, 'close');
  let ending: Promise<void> | undefined;
  const end = (): void => void (ending = endRun(child.pid ?? NaN, options.folder));
  options.signal.addEventListener('abort', end, { once: true });
  await ended;
  options.signal.removeEventListener('abort', end);
  await ending;
  return child.exitCode === 0;
}

/**
 * Runs a JavaScript program of this repository silently. Resolves to its output; `isOk` means exit code 0.
 */
export async function runSilently(
  args: readonly string[],
  options: RunOptions,
): Promise<{ isOk: boolean; output: string }> {
  const child = start(args, options, ['ignore', 'pipe', 'pipe']);
  const end = (): void => void child.kill('SIGTERM');
  options.signal.addEventListener('abort', end, { once: true });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a piped program has no output');
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  options.signal.removeEventListener('abort', end);
  return { isOk: child.exitCode === 0, output: `${out}${err}`.trim() };
}
