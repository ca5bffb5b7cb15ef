import { describe, expect, it } from '@jest/globals';
import { aScenario } from './scenario.fixture.ts';
import { StackRunner } from './stack-runner.ts';

/**
 * Starts no stacks; records which scenarios requested one, and how many in parallel. Those that may run
 * beside others wait until `together` of them have requested one.
 */
function aRunner(together: number) {
  const met = Promise.withResolvers<void>();
  const state = { atOnce: 0, most: 0, mostAlone: 0, began: [] as string[], last: '' };
  const runner = new StackRunner({
    workers: 2,
    check: () => [],
    portBase: 29_000,
    began: ({ name }) => {
      state.began.push(name);
      state.last = name;
    },
    start: async () => {
      state.atOnce += 1;
      if (state.last.startsWith('alone')) state.mostAlone = Math.max(state.mostAlone, state.atOnce);
      else {
        state.most = Math.max(state.most, state.atOnce);
        if (state.atOnce === together) met.resolve();
        await met.promise;
      }
      state.atOnce -= 1;
      throw new Error('no stack here');
    },
  });
  return { runner, state };
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

describe('a run on stacks', () => {
  it('runs one scenario per worker in parallel, then those that must run alone', async () => {
    const { runner, state } = aRunner(2);
    const scenarios = [
      aScenario('alone-1', { isAlone: true }),
      aScenario('a'),
      aScenario('b'),
      aScenario('alone-2', { isAlone: true }),
    ];
    const results = await all(runner.run(scenarios));
    expect(results).toHaveLength(4);
    expect(state).toMatchObject({ most: 2, mostAlone: 1 });
    expect(state.began.slice(2)).toEqual(['alone-1', 'alone-2']);
  });

  it('refuses another run until it has ended', async () => {
    const { runner } = aRunner(1);
    const first = runner.run([aScenario('a'), aScenario('b'), aScenario('c')]);
    await first.next();
    await expect(runner.run([aScenario('d')]).next()).rejects.toThrow('Another run has not ended.');
    await first.return(undefined);
    expect(await all(runner.run([aScenario('d')]))).toHaveLength(1);
  });
});
