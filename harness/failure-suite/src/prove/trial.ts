import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { runProgram } from './run-program.ts';
import { type TreeCopy } from './tree-copy.ts';

/** The programs that run during a scenario. */
const programs = [
  'apps/checkout',
  'apps/payments',
  'apps/email',
  'apps/recommendations',
  'harness/stripe-simulator',
  'harness/failure-lab',
  'harness/failure-suite',
];

/** Thrown if the patched copy does not compile. */
export class DoesNotBuild extends Error {
  override readonly name = 'DoesNotBuild';
}

/** Thrown if the suite wrote no report. */
export class NoResult extends Error {
  override readonly name = 'NoResult';
}

/** Builds the copy incrementally. @throws DoesNotBuild */
export async function build({ folder }: TreeCopy, signal: AbortSignal): Promise<void> {
  const compiler = path.join(folder, 'node_modules/@typescript/native/bin/tsc');
  const { code, output } = await runProgram(compiler, ['-b', ...programs], { cwd: folder, signal });
  if (code !== 0) throw new DoesNotBuild(output.trim());
}

export interface Run {
  readonly names: readonly string[];
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** Runs scenarios with the copy's own suite and services. @throws NoResult */
export async function runScenarios(
  { folder }: TreeCopy,
  { names, workers, signal }: Run,
): Promise<readonly ScenarioResult[]> {
  const suite = path.join(folder, 'harness/failure-suite/dist/main.js');
  const report = path.join(folder, 'reports/of-the-trial.json');
  await rm(report, { force: true });
  const args = ['--only', names.join(','), '--workers', `${workers}`, '--json', report];
  const { output } = await runProgram(suite, args, { cwd: folder, signal });
  const text = await readFile(report, 'utf8').catch((error: unknown) => {
    throw new NoResult(output.trim() || 'the suite printed nothing', { cause: error });
  });
  return (JSON.parse(text) as SuiteReport).results;
}
