import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/local-stack';

const folder = path.join(repositoryRoot, 'harness/bench/dist/resilience');

/**
 * Runs a program of this benchmark in its own process, undisturbed by the timers, garbage or compiled code of
 * another. Resolves to the JSON that it prints. @throws Error with its output if it fails.
 */
export async function runProgram<T>(
  program: string,
  args: readonly (string | number)[],
  signal: AbortSignal,
): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(folder, program), ...args.map(String)],
    { signal },
  );
  return JSON.parse(stdout) as T;
}

/** Prints the result of such a program. */
export function printResult(result: unknown): void {
  process.stdout.write(JSON.stringify(result));
}

/** Collects all garbage. @throws Error if the process was started without `--expose-gc`. */
export function collectGarbage(): void {
  if (gc === undefined) throw new Error('start it with --expose-gc');
  gc();
}
