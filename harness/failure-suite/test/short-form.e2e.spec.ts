import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';
import { type SuiteReport } from '../src/report/suite-report.ts';

const program = path.join(repositoryRoot, 'harness/failure-suite/dist/main.js');

/** Runs `npm run failure-suite -- --short`. Each of its scenarios is a test below. */
async function shortForm(): Promise<SuiteReport> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'report.json');
  let output = '';
  const suite = spawn(
    process.execPath,
    [program, '--short', '--workers', '2', '--json', file, '--report', folder],
    {
      cwd: repositoryRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        PORT_BASE: `${workerPorts().from}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [suite.stdout, suite.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await once(suite, 'exit');
    if (!existsSync(file)) throw new Error(`The short form ended without a report:\n${output}`);
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { results, enumerated, notRun, verdict } = await shortForm();

describe('the short form of the failure suite', () => {
  it.each(results.map((result) => ({ ...result, ledgers: undefined, events: undefined })))(
    '$name: $customerSees',
    (result) => {
      const violated = result.invariants.filter(({ holds }) => !holds);
      expect({ ...result, violated }).toMatchObject({ verdict: 'held', reasons: [], violated: [] });
    },
  );

  it('strikes points of every operation', () => {
    const struck = new Set(results.flatMap(({ operation }) => (operation === undefined ? [] : [operation])));
    expect([...struck].sort()).toEqual([
      'checkout',
      'confirmation',
      'expiry',
      'receipt',
      'recommendations',
      'refund',
      'webhook',
    ]);
  });

  it('holds as a whole', () => {
    const missed = enumerated.flatMap((operation) => operation.missed);
    expect({ verdict, notRun, missed }).toEqual({ verdict: 'held', notRun: [], missed: [] });
  });
});
