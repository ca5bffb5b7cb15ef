import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { failedTests, type FileReport } from './failed-tests.ts';
import { runTests } from './run-program.ts';
import { writeGroups } from './test-groups.ts';
import { styled } from './terminal.ts';

export const tiers = ['unit', 'int', 'browser', 'e2e'] as const;
export type Tier = (typeof tiers)[number];

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Which failed, and why, as text to print. */
  readonly failures: readonly string[];
}

export const noTests: Tally = { passed: 0, failed: 0, failures: [] };

export const oneFailure = (reason: string): Tally => ({ passed: 0, failed: 1, failures: [reason] });

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures],
});

export function printFailures({ failures }: Tally): void {
  if (failures.length > 0) console.log(styled('red', `\nfailed\n${failures.join('\n')}`));
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
  readonly testResults: readonly FileReport[];
}

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Kept across runs, so that unchanged files are not compiled again. */
const cache = path.join(tmpdir(), `holdfast-jest-cache-${userInfo().uid}`);

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
    const options = ['--json', `--outputFile=${file}`, '--passWithNoTests', `--cacheDirectory=${cache}`];
    const isWhole = jestArguments.length === 0;
    const groups = isWhole ? writeGroups(tier, path.join(folder, 'specs')) : undefined;
    const isOk = await runTests([...jest, ...options, ...jestArguments], {
      // The tests run our commands hundreds of times, most of whose CPU is loading the same files.
      env: {
        ...env,
        TEST_TIER: tier,
        TEST_GROUPS: groups,
        TMPDIR: folder,
        NODE_COMPILE_CACHE: path.join(cache, 'node'),
      },
      signal,
      folder,
    });
    return count(tier, file, isOk, !isWhole);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(tier: Tier, file: string, isOk: boolean, isNarrowed: boolean): Tally {
  if (!existsSync(file)) return oneFailure(`${tier}: Jest wrote no report`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`);
  const tally = { passed, failed, failures: failedTests(report.testResults, repositoryRoot) };
  if (passed + failed === 0 && !isNarrowed)
    return add(tally, oneFailure(`${tier}: no tests found, which counts as a failure`));
  return !isOk && failed === 0 ? add(tally, oneFailure(`${tier}: Jest failed after its tests`)) : tally;
}
