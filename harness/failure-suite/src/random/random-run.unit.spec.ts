import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ScenarioResult } from '../report/suite-report.ts';
import { type Runner } from '../run/runner.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { FailingPlans } from './failing-plans.ts';
import {
  drawConfiguredPlan,
  nameOf,
  type Plan,
  readPlan,
  themes,
  usualConfiguration,
} from '@holdfast/witness';
import { randomRun } from './random-run.ts';

/**
 * Judges scenarios by their description, ends after `most`, and allows one run at a time, like the real one.
 */
function aRunner(
  isBroken: (scenario: Scenario) => boolean,
  most = 200,
): Runner & { readonly ran: Scenario[] } {
  const ran: Scenario[] = [];
  let isRunning = false;
  const judge = (scenario: Scenario): ScenarioResult =>
    ({
      name: scenario.name,
      verdict: isBroken(scenario) ? 'broken' : 'held',
      reasons: isBroken(scenario) ? ['charged twice'] : [],
    }) as unknown as ScenarioResult;
  return {
    ran,
    async *run(scenarios) {
      if (isRunning) throw new Error('another run has not ended');
      isRunning = true;
      try {
        for (const scenario of scenarios) {
          if (ran.length >= most) return;
          ran.push(scenario);
          yield await Promise.resolve(judge(scenario));
        }
      } finally {
        isRunning = false;
      }
    },
    close: () => Promise.resolve(),
  };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plans-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fault = (route: string): Plan['faults'][number] => ({
  on: 'edge',
  route,
  fault: { kind: 'refuse' },
  kind: 'refuse',
  atMs: 1,
  lastsMs: 1,
});
const aPlan: Plan = {
  seed: 5,
  number: 9,
  lastsMs: 10,
  visits: [],
  faults: ['a->b', 'c->d', 'e->f', 'g->h'].map(fault),
};

describe('randomRun', () => {
  it('draws plans from the seed until the time is up', async () => {
    const runner = aRunner(() => false, 8);
    const { results } = await randomRun(runner, { seed: 3, minutes: 1, folder });
    const names = [1, 2, 3].map((number) => nameOf(drawConfiguredPlan(3, number)));
    expect(results.map(({ name }) => name).slice(0, 3)).toEqual(names);
    expect(runner.ran[0]).toMatchObject({ group: 'random', seed: 3 });
    expect(
      (
        await randomRun(
          aRunner(() => false),
          { seed: 3, minutes: 0, folder },
        )
      ).results,
    ).toEqual([]);
  });

  it('lists rare events that never occurred, once every theme has run', async () => {
    const { never } = await randomRun(
      aRunner(() => false, themes.length),
      { seed: 3, minutes: 1, folder },
    );
    expect(never).toContain('breaker opened');
    const short = await randomRun(
      aRunner(() => false, 1),
      { seed: 3, minutes: 1, folder },
    );
    expect(short.never).toEqual([]);
    expect(short.notRun.join()).toContain('only 2 plans');
  });

  it('keeps and shrinks a failing plan, and reports how often it failed again', async () => {
    const runner = aRunner(({ broken }) => broken.includes('c->d') && broken.includes('g->h'));
    const { results } = await randomRun(runner, { seed: 5, minutes: 1, plans: [aPlan], folder });
    expect(results).toHaveLength(1);
    expect(results[0]?.reasons.join(' ')).toMatch(/Shrunk from 4 faults to 2; it failed in 5 of 5 replays/);
    const [file = ''] = await readdir(folder);
    const kept = readPlan(await readFile(path.join(folder, file), 'utf8'));
    expect(kept.faults.map((each) => each.on === 'edge' && each.route)).toEqual(['c->d', 'g->h']);
  });

  it('replays a plan in its own configuration', async () => {
    const plan = { ...aPlan, configuration: { ...usualConfiguration, copies: 1 as const } };
    const runner = aRunner(() => true);
    await randomRun(runner, { seed: 5, minutes: 1, plans: [plan], folder });
    expect(new Set(runner.ran.map(({ stack }) => stack?.copies))).toEqual(new Set([1]));
    expect(runner.ran[0]?.broken).toMatch(/^With one copy of each service. At random: /);
    const [file = ''] = await readdir(folder);
    expect(readPlan(await readFile(path.join(folder, file), 'utf8')).configuration).toEqual(
      plan.configuration,
    );
  });

  it('leaves out plans that cannot run here, with the reason', async () => {
    const { results, notRun } = await randomRun(
      aRunner(() => false),
      { seed: 5, minutes: 1, plans: [aPlan], folder, cannotRun: () => 'no Redis' },
    );
    expect(results).toEqual([]);
    expect(notRun).toContain('random-5-9: no Redis');
  });

  it('gives up if no stack starts', async () => {
    const runner: Runner = {
      async *run(scenarios) {
        for (const { name } of scenarios)
          yield await Promise.resolve({
            name,
            verdict: 'void',
            reasons: ['The stack did not start: why'],
          } as unknown as ScenarioResult);
      },
      close: () => Promise.resolve(),
    };
    const { results, notRun } = await randomRun(runner, { seed: 3, minutes: 1, folder });
    expect(results).toHaveLength(3);
    expect(notRun.join()).toContain('no stack starts');
  });

  it('runs earlier failures first', async () => {
    await new FailingPlans(folder).keep(aPlan);
    const runner = aRunner(() => false, 2);
    await randomRun(runner, { seed: 5, minutes: 1, folder });
    expect(runner.ran.map(({ name }) => name)).toEqual(['random-5-9', nameOf(drawConfiguredPlan(5, 1))]);
  });
});
