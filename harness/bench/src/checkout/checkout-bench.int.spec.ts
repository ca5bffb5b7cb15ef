import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pathWithRedis, repositoryRoot } from '@holdfast/local-stack';
import { type CheckoutReport } from './report.ts';
import { type FaultResult } from './faults/faults.ts';
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

  const faultsOf = (name: ShopName): FaultResult | undefined => report.underFaults[name];

  it('measures all three shops, process by process', () => {
    const { lines } = report.result;
    expect(lines.map(({ name }) => name)).toEqual(shopNames);
    for (const { values } of lines) {
      expect(Object.keys(values)).toEqual(expect.arrayContaining([...processNames]));
      for (const head of ['x naive', 'shop', 'orders/s', 'p99 ms'])
        expect([head, (values[head]?.median ?? 0) > 0]).toEqual([head, true]);
    }
  });

  it.each(shopNames)('strikes %s with every kind of fault, and serves every customer', (name) => {
    const found = faultsOf(name);
    expect(found).toMatchObject({ customers, gaveUp: 0 });
    for (const fault of ['kills', 'lostResponses', 'duplicates'] as const)
      expect([fault, (found?.[fault] ?? 0) > 0]).toEqual([fault, true]);
  });

  it('sees customers of the naive shop charged twice, and none of Holdfast harmed', () => {
    expect(faultsOf('naive')?.chargedTwice).toBeGreaterThan(0);
    expect(faultsOf('holdfast')).toMatchObject({ chargedTwice: 0, orderLost: 0, noReceipt: 0 });
  });

  it('judges harm always, and times only on a machine that is not disturbed', () => {
    const verdicts = report.goals.map(({ isReached }) => typeof isReached);
    const isDisturbed = report.machine.othersShare > 0.15;
    const timed = 5;
    expect(verdicts.slice(0, timed)).toEqual(Array(timed).fill(isDisturbed ? 'undefined' : 'boolean'));
    expect(verdicts.slice(timed)).toEqual(Array(verdicts.length - timed).fill('boolean'));
  });
});
