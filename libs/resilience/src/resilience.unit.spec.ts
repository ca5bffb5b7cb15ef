import { describe, expect, it } from '@jest/globals';
import { ResilienceConfigError } from './dependency.options.ts';
import { answers, broken, failureOf, fails, usersSee } from './pipeline/pipeline.fixture.ts';
import { Resilience } from './resilience.ts';

describe('the dependencies of a process', () => {
  it('are reported in order of creation', () => {
    const resilience = new Resilience();
    for (const name of ['payments', 'email', 'cache']) resilience.dependency({ name, usersSee });
    expect(resilience.snapshots().map(({ dependency }) => dependency)).toEqual([
      'payments',
      'email',
      'cache',
    ]);
  });

  it('have unique names', () => {
    const resilience = new Resilience();
    resilience.dependency({ name: 'payments', usersSee });
    expect(() => resilience.dependency({ name: 'payments', usersSee })).toThrow(ResilienceConfigError);
    expect(() => resilience.dependency({ name: 'payments', usersSee })).toThrow(
      'dependency payments: name: is already taken',
    );
    expect(resilience.snapshots()).toHaveLength(1);
  });

  it('share no state, even with the same options', async () => {
    const options = { usersSee, attempts: 1, breaker: { consecutiveFailures: 1, consecutiveSpanMs: 0 } };
    const resilience = new Resilience();
    const [first, second] = ['first', 'second'].map((name) => resilience.dependency({ ...options, name }));
    await failureOf(first!.run(fails(broken())));
    expect(resilience.snapshots().map(({ breaker }) => breaker.state)).toEqual(['open', 'closed']);
    expect(await second!.run(answers())).toBe('fine');
  });

  it('are closed together', async () => {
    const resilience = new Resilience();
    const made = ['payments', 'email'].map((name) => resilience.dependency({ name, usersSee }));
    resilience.close();
    for (const dependency of made)
      expect(await failureOf(dependency.run(answers()))).toMatchObject({ reason: 'shutting_down' });
  });
});
