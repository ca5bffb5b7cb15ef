import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@holdfast/local-stack';
import { type DeadResult, type Death } from './dead/dead.ts';
import { type Report } from './report.ts';

/** The calls of `--short` for each client and dead dependency, and the reserve of a retry budget. */
const healthyCalls = 50;
const deadCalls = 200;
const budgetReserve = 10;

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

  const dead = (death: Death['name'], name: DeadResult['name']): DeadResult => {
    const found = report.deaths
      .find((each) => each.death === death)
      ?.results.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} was not offered the dependency that is dead ${death}`);
    return found;
  };
  const aNumber = expect.any(Number);
  const aSpread = { median: aNumber, lowest: aNumber, highest: aNumber };

  it('measures what a call costs, for Holdfast in three ways and three times for its peers', () => {
    expect(report.overhead.map(({ name }) => name)).toEqual([
      'holdfast',
      'holdfast-signal',
      'holdfast-unwatched',
      'opossum',
      'opossum-lean',
      'cockatiel',
    ]);
    for (const { overBareNanos, bareNanos } of report.overhead) {
      expect(overBareNanos).toEqual(aSpread);
      expect(bareNanos).toEqual(aSpread);
    }
  });

  it('finds memory in every dependency, and timers in those of opossum only', () => {
    for (const { newBytes, usedBytes } of report.memory) {
      expect(newBytes.median).toBeGreaterThan(0);
      expect(usedBytes.median).toBeGreaterThan(0);
    }
    expect(report.memory.map(({ name, timers, resources }) => [name, timers, resources])).toEqual([
      ['holdfast', 0, 0],
      ['opossum', 2, 0],
      ['opossum-lean', 1, 0],
      ['cockatiel', 0, 0],
    ]);
  });

  it('measures calls that fail after few and after many', () => {
    for (const { few, many, growth } of report.failing) {
      for (const cost of [few, many])
        expect(cost).toEqual({ p50Micros: aSpread, p99Micros: aSpread, longestLagMs: aSpread });
      expect(growth.median).toBeGreaterThan(0);
    }
  });

  it('measures HTTP, bare and with Holdfast', () => {
    expect(report.http).toHaveLength(3);
    for (const { cpuMicros } of report.http) {
      expect(cpuMicros).toHaveLength(3);
      expect(Math.min(...cpuMicros)).toBeGreaterThan(0);
    }
  });

  describe.each(['from the start', 'after health', 'refused'] as const)(
    'of the dependency dead %s',
    (death) => {
      it('has offered every client the same', () => {
        const { results = [] } = report.deaths.find((each) => each.death === death) ?? {};
        expect(results).toHaveLength(5);
        for (const { healthy, before, after } of results) {
          expect(healthy.calls).toBe(death === 'after health' ? healthyCalls : 0);
          expect(before.calls + (after?.calls ?? 0)).toBe(deadCalls);
        }
      });

      it.each(['holdfast', 'holdfast-budget'] as const)('sees %s keep to its retry budget', (name) => {
        const { budgetWindow } = dead(death, name);
        expect(budgetWindow.attempts).toBeGreaterThan(0);
        expect(budgetWindow.attempts).toBeLessThanOrEqual(1.1 * budgetWindow.calls + budgetReserve);
      });

      it('sees no attempt of Holdfast once its breaker is open', () => {
        const { after } = dead(death, 'holdfast');
        expect(after?.calls).toBeGreaterThan(0);
        expect(after?.attempts).toBe(0);
      });

      it('sees three attempts for each call of a retry without a budget', () => {
        const { before, secondsToOpen } = dead(death, 'cockatiel-retry');
        expect(before).toMatchObject({ calls: deadCalls, attempts: 3 * deadCalls });
        expect(secondsToOpen).toBeNull();
      });
    },
  );

  it('reports for every goal if it was reached', () => {
    expect(report.goals.length).toBeGreaterThan(0);
    for (const goal of report.goals)
      expect(goal).toMatchObject({ measured: aNumber, isReached: expect.any(Boolean) });
  });
});
