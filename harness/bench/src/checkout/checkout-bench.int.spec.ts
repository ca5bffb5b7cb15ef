import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pathWithRedis, repositoryRoot } from '@holdfast/local-stack';
import { type CheckoutReport } from './report.ts';
import { type ShopResult } from './results.ts';
import { type ShopName, shopNames } from './shops/shop-names.ts';
import { processNames } from '../measure/process-names.ts';

/** The customers of `--short` under faults. */
const customers = 24;

describe('npm run bench -- checkout --short', () => {
  let report: CheckoutReport;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(repositoryRoot, 'harness/bench/dist/main.js'), 'checkout', '--short', '--json'],
      {
        env: { ...process.env, PATH: pathWithRedis(process.env['PATH'] ?? '') },
        signal: AbortSignal.timeout(290_000),
        maxBuffer: 10_000_000,
      },
    );
    report = JSON.parse(stdout) as CheckoutReport;
  }, 300_000);

  const of = (name: ShopName): ShopResult => {
    const found = report.results.find((result) => result.name === name);
    if (found === undefined) throw new Error(`${name} was not measured`);
    return found;
  };

  it('measures all three shops, process by process', () => {
    expect(report.results.map(({ name }) => name)).toEqual(shopNames);
    for (const { cpuMs, ordersPerSecond, p99Ms } of report.results) {
      expect(Object.keys(cpuMs)).toEqual(processNames);
      expect(ordersPerSecond.median).toBeGreaterThan(0);
      expect(p99Ms.median).toBeGreaterThan(0);
    }
  });

  it.each(shopNames)('strikes %s with every kind of fault, and serves every customer', (name) => {
    const { underFaults } = of(name);
    expect(underFaults).toMatchObject({ customers, gaveUp: 0 });
    for (const fault of ['kills', 'lostResponses', 'duplicates'] as const)
      expect([fault, underFaults[fault] > 0]).toEqual([fault, true]);
  });

  it('sees customers of the naive shop charged twice, and none of Holdfast harmed', () => {
    expect(of('naive').underFaults.chargedTwice).toBeGreaterThan(0);
    expect(of('holdfast').underFaults).toMatchObject({ chargedTwice: 0, orderLost: 0, noReceipt: 0 });
  });

  it('judges counts always, and times only on a machine that is not disturbed', () => {
    const verdicts = report.goals.map(({ isReached }) => typeof isReached);
    const isDisturbed = report.machine.othersShare > 0.15;
    const timed = 5;
    expect(verdicts.slice(0, timed)).toEqual(Array(timed).fill(isDisturbed ? 'undefined' : 'boolean'));
    expect(verdicts.slice(timed)).toEqual(Array(verdicts.length - timed).fill('boolean'));
  });
});
