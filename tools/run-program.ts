import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@holdfast/local-stack';
import { endRun } from './end-run.ts';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. It gets SIGTERM also when Ctrl-C has reached it already. */
  readonly signal: AbortSignal;
}

export interface TestRunOptions extends RunOptions {
  /** Where the tests have their temporary files: stacks in the background are found by them. */
  readonly folder: string;
}

function start(args: readonly string[], { env }: RunOptions, stdio: StdioOptions): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    env: { ...process.env, NX_DAEMON: 'false', ...env },
    stdio,
  });
  return child;
}

/**
 * Runs Jest and shows its standard error, where it reports. Resolves to whether it ended with exit code 0; when it was asked to end, only once all
 * that its tests had started has ended too.
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

/** Runs a JavaScript program of this repository silently. Resolves to what it printed, and whether it ended with exit code 0. */
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
