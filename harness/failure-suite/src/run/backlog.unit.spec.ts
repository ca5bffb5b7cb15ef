import { describe, expect, it } from '@jest/globals';
import { type Scenario } from '../scenario/scenario.ts';
import { Backlog, kindKey, stackKey } from './backlog.ts';
import { aScenario } from './scenario.fixture.ts';

/** The names that a single worker gets, in order. */
function handedOut(scenarios: readonly Scenario[]): string[] {
  const backlog = new Backlog(scenarios);
  const names: string[] = [];
  let current: string | undefined;
  for (let next = backlog.take(current); next !== undefined; next = backlog.take(current)) {
    current = stackKey(next);
    names.push(next.name);
  }
  return names;
}

describe('a backlog', () => {
  const fast = { checkout: { CLOCK_OFFSET_MS: '300000' } };
  const held = { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } };

  it('groups scenarios by settings: own settings first, wrong clocks last', () => {
    const scenarios = [
      aScenario('clock-1', { settings: fast }),
      aScenario('clock-2', { settings: fast }),
      aScenario('held', { settings: held }),
      aScenario('plain-1'),
      aScenario('plain-2'),
    ];
    expect(handedOut(scenarios)).toEqual(['held', 'plain-1', 'plain-2', 'clock-1', 'clock-2']);
  });

  it('gives scenarios with their own settings to one worker and the rest to the others', () => {
    const tarPit = { email: { SMTP_ATTEMPT_TIMEOUT_MS: '' } };
    const backlog = new Backlog([
      aScenario('plain-1'),
      aScenario('plain-2'),
      aScenario('plain-3'),
      aScenario('held', { settings: held }),
      aScenario('tar-pit', { settings: tarPit }),
      aScenario('clock', { settings: fast }),
    ]);
    const plain = stackKey({});
    expect(backlog.take(plain)?.name).toBe('held');
    expect(backlog.take(plain)?.name).toBe('plain-1');
    expect(backlog.take(stackKey({ settings: held }))?.name).toBe('tar-pit');
    expect(backlog.take(undefined)?.name).toBe('plain-2');
    expect(backlog.take(stackKey({ settings: tarPit }))?.name).toBe('plain-3');
    expect(backlog.take(plain)?.name).toBe('clock');
    expect(backlog.take(plain)).toBeUndefined();
  });

  it('distinguishes kinds of stacks', () => {
    const onPostgres = { stack: { queues: 'postgres' } } as const;
    expect(stackKey({ settings: held, ...onPostgres })).not.toBe(stackKey({ settings: held }));
    expect(kindKey(onPostgres)).not.toBe(kindKey({}));
    expect(handedOut([aScenario('plain'), aScenario('other', onPostgres)])).toEqual(['other', 'plain']);
  });

  it('gives settings without a stack to the next worker', () => {
    const backlog = new Backlog([
      aScenario('held-1', { settings: held }),
      aScenario('held-2', { settings: held }),
      aScenario('fast', { settings: fast }),
    ]);
    expect(backlog.take(undefined)?.name).toBe('held-1');
    expect(backlog.take(undefined)?.name).toBe('fast');
  });
});
