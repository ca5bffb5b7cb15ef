import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@holdfast/local-stack';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. It gets SIGTERM also when Ctrl-C has reached it already. */
  readonly signal: AbortSignal;
}

function start(args: readonly string[], { env, signal }: RunOptions, stdio: StdioOptions): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    env: { ...process.env, NX_DAEMON: 'false', ...env },
    stdio,
  });
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  return child;
}

/** Runs a JavaScript program of this repository and shows its standard error, where Jest reports. Resolves to whether it ended with exit code 0. */
export async function runReporting(args: readonly string[], options: RunOptions): Promise<boolean> {
  const child = start(args, options, ['ignore', 'ignore', 'inherit']);
  await once(child, 'close');
  return child.exitCode === 0;
}

/** Runs a JavaScript program of this repository silently. Resolves to what it printed, and whether it ended with exit code 0. */
export async function runSilently(
  args: readonly string[],
  options: RunOptions,
): Promise<{ isOk: boolean; output: string }> {
  const child = start(args, options, ['ignore', 'pipe', 'pipe']);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a piped program has no output');
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { isOk: child.exitCode === 0, output: `${out}${err}`.trim() };
}
