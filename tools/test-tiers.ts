import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { runTests } from './run-program.ts';

export const tiers = ['unit', 'int', 'browser', 'e2e'] as const;
export type Tier = (typeof tiers)[number];

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
});

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
}

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Kept across runs, so that unchanged files are not compiled again. */
const cache = `--cacheDirectory=${path.join(tmpdir(), `holdfast-jest-cache-${userInfo().uid}`)}`;

/**
 * Runs Jest on the files of one tier. A crash, a file that cannot run and a tier without tests count as
 * failures.
 */
export async function runTier(
  tier: Tier,
  jestArguments: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-jest-'));
  // Postgres does not run as root, and its data is in here.
  chmodSync(folder, 0o755);
  try {
    const file = path.join(folder, 'report.json');
    const args = [...jest, '--json', `--outputFile=${file}`, '--passWithNoTests', cache, ...jestArguments];
    const isOk = await runTests(args, {
      env: { ...env, TEST_TIER: tier, TMPDIR: folder },
      signal,
      folder,
    });
    return count(file, isOk, jestArguments.length > 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
  if (isUnexplained) console.log('Jest failed after its tests');
  return { passed, failed: hasNoTests || isUnexplained ? failed + 1 : failed };
}
