import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';
import { type SuiteReport } from '../src/report/suite-report.ts';

const program = path.join(repositoryRoot, 'harness/failure-suite/dist/main.js');
const longestMs = 240_000;

describe('the failure suite with an extra service that has only a health route', () => {
  let folder: string;
  beforeEach(() => void (folder = temporaryFolder()));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function runOnly(scenario: string): Promise<SuiteReport> {
    const extraServices = path.join(folder, 'services.json');
    writeFileSync(
      extraServices,
      JSON.stringify([
        { name: 'loyalty', program: 'harness/failure-suite/test/fixtures/health-only-service.mjs' },
      ]),
    );
    const file = path.join(folder, 'report.json');
    const args = ['--only', scenario, '--workers', '1', '--json', file, '--report', folder];
    const suite = spawn(process.execPath, [program, ...args], {
      cwd: repositoryRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        EXTRA_SERVICES: extraServices,
        PORT_BASE: `${workerPorts().from}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [suite.stdout, suite.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(suite, 'exit');
    if (!existsSync(file)) throw new Error(`The suite ended without a report:\n${output}`);
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  }

  it(
    'holds as it does without the service',
    async () => {
      const { results, verdict } = await runOnly('payments-response-lost');
      const summary = results.map(({ name, verdict: each, reasons, invariants }) => ({
        name,
        verdict: each,
        reasons,
        violated: invariants.filter(({ holds }) => !holds),
      }));
      expect(summary).toEqual([
        { name: 'payments-response-lost', verdict: 'held', reasons: [], violated: [] },
      ]);
      expect(verdict).toBe('held');
    },
    longestMs,
  );
});
