import { describe, expect, it } from '@jest/globals';
import { type Scenario } from '../scenario/scenario.ts';
import { Backlog, settingsKey } from './backlog.ts';
import { aScenario } from './scenario.fixture.ts';

/** What one worker is handed, one after the other. */
function handedOut(scenarios: readonly Scenario[]): string[] {
  const backlog = new Backlog(scenarios);
  const names: string[] = [];
  let current: string | undefined;
  for (let next = backlog.take(current); next !== undefined; next = backlog.take(current)) {
    current = settingsKey(next);
    names.push(next.name);
  }
  return names;
}

describe('a backlog', () => {
  const fast = { checkout: { HOLDFAST_CLOCK_OFFSET_MS: '300000' } };
  const held = { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } };

  it('hands out what one stack can do before its settings change, those with settings first and wrong clocks at the end', () => {
    const scenarios = [
      aScenario('clock-1', { settings: fast }),
      aScenario('clock-2', { settings: fast }),
      aScenario('held', { settings: held }),
      aScenario('plain-1'),
      aScenario('plain-2'),
    ];
    expect(handedOut(scenarios)).toEqual(['held', 'plain-1', 'plain-2', 'clock-1', 'clock-2']);
  });

  it('has one worker do those with settings of their own while the others do the rest', () => {
    const tarPit = { email: { SMTP_ATTEMPT_TIMEOUT_MS: '' } };
    const backlog = new Backlog([
      aScenario('plain-1'),
      aScenario('plain-2'),
      aScenario('plain-3'),
      aScenario('held', { settings: held }),
      aScenario('tar-pit', { settings: tarPit }),
      aScenario('clock', { settings: fast }),
    ]);
    const plain = settingsKey({});
    expect(backlog.take(plain)?.name).toBe('held');
    expect(backlog.take(plain)?.name).toBe('plain-1');
    expect(backlog.take(settingsKey({ settings: held }))?.name).toBe('tar-pit');
    expect(backlog.take(undefined)?.name).toBe('plain-2');
    expect(backlog.take(settingsKey({ settings: tarPit }))?.name).toBe('plain-3');
    expect(backlog.take(plain)?.name).toBe('clock');
    expect(backlog.take(plain)).toBeUndefined();
  });

  it('gives settings that nobody has a stack for to whoever comes next', () => {
    const backlog = new Backlog([
      aScenario('held-1', { settings: held }),
      aScenario('held-2', { settings: held }),
      aScenario('fast', { settings: fast }),
    ]);
    expect(backlog.take(undefined)?.name).toBe('held-1');
    expect(backlog.take(undefined)?.name).toBe('fast');
  });
});
