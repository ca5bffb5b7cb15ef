import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReporting } from './run-program.ts';

export const tiers = ['unit', 'int', 'e2e'] as const;
export type Tier = (typeof tiers)[number];

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
}

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Runs Jest once, on the files of one tier. A crash, a file that cannot run and a tier without tests are failures too. */
export async function runTier(
  tier: Tier,
  patterns: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-jest-'));
  try {
    const file = path.join(folder, 'report.json');
    const args = [...jest, '--json', `--outputFile=${file}`, '--passWithNoTests', ...patterns];
    const isOk = await runReporting(args, { env: { ...env, TEST_TIER: tier }, signal });
    return count(file, isOk, patterns.length > 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function count(file: string, isOk: boolean, isNarrowed: boolean): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`);
  const hasNoTests = passed + failed === 0 && !isNarrowed;
  const isUnexplained = !isOk && failed === 0;
  if (hasNoTests) console.log('no tests found: a tier without tests counts as a failure');
  if (isUnexplained) console.log('Jest ended with an error after its tests');
  return { passed, failed: hasNoTests || isUnexplained ? failed + 1 : failed };
}
