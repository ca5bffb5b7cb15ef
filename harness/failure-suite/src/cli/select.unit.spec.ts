import { describe, expect, it } from '@jest/globals';
import { type Scenario } from '../scenario/scenario.ts';
import { scenariosByHand } from '../scenarios/index.ts';
import { runnable, spread } from './select.ts';

const needing = (needs: Scenario['needs']): string[] =>
  scenariosByHand.filter((scenario) => scenario.needs === needs).map(({ name }) => name);

describe('runnable', () => {
  it('includes everything in containers that does not look into a process', () => {
    const { run, notRun } = runnable(scenariosByHand, { hasRedis: true, hasContainers: true });
    expect(notRun).toEqual(
      needing('processes').map((name) => expect.stringMatching(new RegExp(`^${name}: It needs processes`))),
    );
    expect(run.length + notRun.length).toBe(scenariosByHand.length);
  });

  it('excludes network cuts for local processes', () => {
    const { run, notRun } = runnable(scenariosByHand, { hasRedis: true, hasContainers: false });
    expect(needing('containers')).not.toEqual([]);
    expect(notRun).toEqual(
      needing('containers').map((name) => expect.stringMatching(new RegExp(`^${name}: .*--target compose$`))),
    );
    expect(run.length + notRun.length).toBe(scenariosByHand.length);
  });

  it('excludes scenarios that need Redis if it is missing', () => {
    const { notRun } = runnable(scenariosByHand, { hasRedis: false, hasContainers: false });
    for (const name of needing('redis'))
      expect(notRun).toContainEqual(expect.stringMatching(new RegExp(`^${name}: Redis is not on the PATH`)));
  });

  const withoutRecommendations = {
    hasRedis: true,
    hasContainers: false,
    withoutServices: ['recommendations'],
  };

  it('names the scenarios of a service that the shop does not have, with the reason', () => {
    const { notRun } = runnable(scenariosByHand, withoutRecommendations);
    const absent = notRun.filter((each) => each.endsWith(': this shop has no recommendations'));
    for (const name of ['recommendations-dead', 'poison-cache-of-another-type', 'connections-reused'])
      expect(absent).toContain(`${name}: this shop has no recommendations`);
    const strike = { ...scenariosByHand[0], operation: 'recommendations' } as Scenario;
    expect(runnable([strike], withoutRecommendations).run).toEqual([]);
  });

  it('still runs scenarios that only mention it', () => {
    const names = runnable(scenariosByHand, withoutRecommendations).run.map(({ name }) => name);
    for (const name of ['redis-paused', 'everything-while-payments-is-down', 'no-secret-in-a-log'])
      expect(names).toContain(name);
  });
});

describe('spread', () => {
  it('keeps the order of both lists and interleaves them', () => {
    expect(spread(['a', 'b'], [1, 2, 3, 4, 5, 6])).toEqual([1, 'a', 2, 3, 4, 'b', 5, 6]);
    expect(spread([1, 2, 3, 4], ['a', 'b'])).toEqual([1, 'a', 2, 3, 'b', 4]);
  });

  it('accepts an empty list', () => {
    expect(spread([], ['a', 'b'])).toEqual(['a', 'b']);
  });
});
