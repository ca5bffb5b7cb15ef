import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';
import { type SuiteReport } from '../src/report/suite-report.ts';

const program = path.join(repositoryRoot, 'harness/failure-suite/dist/main.js');
const asked = ['payments-response-lost', 'receipt-response-lost', 'everything-while-redis-is-down'];

interface Ended {
  readonly code: number | null;
  readonly report: SuiteReport;
}

/** Runs the suite on one stack: with a service that has only a health route, and without recommendations. */
async function anotherShop(): Promise<Ended> {
  const folder = temporaryFolder();
  const [extraServices, file] = ['services.json', 'report.json'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  const loyalty = { name: 'loyalty', program: 'harness/failure-suite/test/fixtures/health-only-service.mjs' };
  writeFileSync(extraServices, JSON.stringify([loyalty]));
  const only = [...asked, 'recommendations-dead'].join(',');
  const suite = spawn(
    process.execPath,
    [program, '--only', only, '--workers', '1', '--json', file, '--report', folder],
    {
      cwd: repositoryRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        EXTRA_SERVICES: extraServices,
        WITHOUT_SERVICES: 'recommendations',
        PORT_BASE: `${workerPorts().from}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [suite.stdout, suite.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    const [code] = (await once(suite, 'exit')) as [number | null];
    if (!existsSync(file)) throw new Error(`The suite ended without a report:\n${output}`);
    return { code, report: JSON.parse(readFileSync(file, 'utf8')) as SuiteReport };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { code, report } = await anotherShop();

describe('the failure suite, with another service and without recommendations', () => {
  it.each(asked)('%s holds', (name) => {
    const result = report.results.find((each) => each.name === name);
    const violated = result?.invariants.filter(({ holds }) => !holds);
    expect([result?.verdict, result?.reasons, violated]).toEqual(['held', [], []]);
  });

  it('names what needs recommendations as not run, which fails nothing', () => {
    expect(report.results.map(({ name }) => name).sort()).toEqual([...asked].sort());
    expect(report.notRun).toEqual(['recommendations-dead: this shop has no recommendations']);
    expect([report.verdict, code]).toEqual(['held', 0]);
  });
});
