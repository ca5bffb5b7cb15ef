import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/local-stack';

// The results of the programs.

export interface Memory {
  /** Of the heap, for each: never called; after some calls that succeeded and one that failed. */
  readonly newBytes: number;
  readonly usedBytes: number;
  /** Timers for each, those that do not keep the process alive included. */
  readonly timers: number;
  /** Of all together: what keeps the process alive beyond what did before. */
  readonly resources: number;
}

export interface Failing {
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** The longest that the event loop was held up meanwhile. */
  readonly longestLagMs: number;
}

const folder = path.join(repositoryRoot, 'harness/bench/dist/resilience');

/**
 * Runs a program of this benchmark in its own process, undisturbed by the timers, garbage or compiled code of
 * another. Resolves to the JSON that it prints. @throws Error with its output if it fails.
 */
export async function runProgram<Values>(
  program: string,
  args: readonly (string | number)[],
  signal: AbortSignal,
): Promise<Values> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(folder, program), ...args.map(String)],
    { signal },
  );
  return JSON.parse(stdout) as Values;
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
