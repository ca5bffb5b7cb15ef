import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type ScenarioResult, type SuiteReport } from '../report/suite-report.ts';
import { runProgram } from './run-program.ts';
import { type TreeCopy } from './tree-copy.ts';

/** All that runs while a scenario does. */
const programs = [
  'checkout',
  'payments',
  'email',
  'recommendations',
  'stripe-simulator',
  'failure-lab',
  'failure-suite',
].map((app) => `apps/${app}`);

/** A copy that the compiler does not take. */
export class DoesNotBuild extends Error {
  override readonly name = 'DoesNotBuild';
}

/** A run of the suite that came to no result. */
export class NoResult extends Error {
  override readonly name = 'NoResult';
}

/** Builds what has changed in the copy. @throws DoesNotBuild */
export async function build({ folder }: TreeCopy, signal: AbortSignal): Promise<void> {
  const compiler = path.join(folder, 'node_modules/@typescript/native/bin/tsc');
  const { code, output } = await runProgram(compiler, ['-b', ...programs], { cwd: folder, signal });
  if (code !== 0) throw new DoesNotBuild(output.trim());
}

/** Runs scenarios of the copy's own suite on the copy's own services. @throws NoResult */
export async function runScenarios(
  { folder }: TreeCopy,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  const suite = path.join(folder, 'apps/failure-suite/dist/main.js');
  const reportFile = path.join(folder, 'reports/failure-suite/report.json');
  await rm(reportFile, { force: true });
  const { output } = await runProgram(
    suite,
    names.flatMap((name) => ['--only', name]),
    { cwd: folder, signal },
  );
  const report = await readFile(reportFile, 'utf8').catch((error: unknown) => {
    throw new NoResult(output.trim() || 'the suite said nothing', { cause: error });
  });
  return (JSON.parse(report) as SuiteReport).results;
}
