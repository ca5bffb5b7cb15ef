import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/local-stack';
import { type Line } from '../measure/contest.ts';
import { type Report } from '../measure/report.ts';

describe('npm run bench -- resilience --short', () => {
  let report: Report;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(repositoryRoot, 'harness/bench/dist/main.js'), 'resilience', '--short', '--json'],
      { signal: AbortSignal.timeout(170_000), maxBuffer: 10_000_000 },
    );
    report = JSON.parse(stdout) as Report;
  }, 180_000);

  const linesWith = (head: string): Line[] =>
    report.results.flatMap(({ lines }) => lines).filter(({ values }) => head in values);

  it('measures what a call costs', () => {
    const aNumber = expect.any(Number);
    const values = { 'µs over bare': { median: aNumber, lowest: aNumber, highest: aNumber } };
    const results = linesWith('µs over bare').map((result) => [result.name, result.values]);
    expect(results).toEqual([
      ['holdfast', values],
      ['opossum', values],
      ['opossum-lean', values],
    ]);
  });

  it('finds memory in every dependency, and timers in those of opossum only', () => {
    const found = linesWith('timers').map(({ name, values }) => {
      expect(values['KiB new']?.median).toBeGreaterThan(0);
      expect(values['KiB after use']?.median).toBeGreaterThan(0);
      return [name, values['timers']?.highest, values['handles']?.highest];
    });
    expect(found).toEqual([
      ['holdfast', 0, 0],
      ['opossum', 2, 0],
      ['opossum-lean', 1, 0],
    ]);
  });

  it('measures calls that fail after few and after many', () => {
    const results = linesWith('growth');
    expect(results).toHaveLength(4);
    for (const { values } of results)
      for (const head of ['few: p50 µs', 'few: p99 µs', 'many: p50 µs', 'many: p99 µs', 'growth'])
        expect([head, (values[head]?.median ?? 0) > 0]).toEqual([head, true]);
  });

  it('reports for every goal if it was reached', () => {
    expect(report.goals.map(({ isReached }) => typeof isReached)).toEqual(Array(5).fill('boolean'));
  });
});
