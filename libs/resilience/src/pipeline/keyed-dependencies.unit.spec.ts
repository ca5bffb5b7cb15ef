import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ResilienceConfigError } from '../dependency.options.ts';
import { type ResilienceEvent } from '../events.ts';
import { manualClock } from '../manual-clock.fixture.ts';
import { Resilience } from '../resilience.ts';
import { type Dependency } from './dependency.ts';
import { type KeyedDependenciesOptions } from './keyed-dependencies.ts';
import { answers, broken, failureOf, fails, RemoteParty, takes, usersSee } from './pipeline.fixture.ts';

function webhooks(options: Partial<KeyedDependenciesOptions> = {}) {
  const clock = manualClock();
  const resilience = new Resilience({ clock, random: () => 0 });
  const keyed = resilience.keyedDependencies({
    name: 'webhooks',
    optionsOf: () => ({
      usersSee,
      attempts: 1,
      breaker: { consecutiveFailures: 1, consecutiveSpanMs: 0, openJitterPercent: 0 },
    }),
    ...options,
  });
  return { clock, resilience, keyed, remote: new RemoteParty(clock) };
}

/** Node exposes its garbage collector only on request. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('keyed dependencies', () => {
  it('fail independently', async () => {
    const { keyed, remote } = webhooks();
    remote.will(fails(broken()), answers());
    await failureOf(keyed.for('merchant-a').run(remote.work));
    expect(await failureOf(keyed.for('merchant-a').run(remote.work))).toMatchObject({
      reason: 'breaker_open',
    });
    expect(await keyed.for('merchant-b').run(remote.work)).toBe('fine');
  });

  it('are created from their key', () => {
    const { keyed } = webhooks({
      optionsOf: (key) => ({ usersSee, attempts: key === 'patient' ? 5 : 1 }),
    });
    expect([keyed.for('patient'), keyed.for('other')].map(({ settings }) => settings.attempts)).toEqual([
      5, 1,
    ]);
  });

  it('share one name in events and errors, and are not in the report: keys never appear', async () => {
    const { keyed, remote, resilience } = webhooks();
    const events: ResilienceEvent[] = [];
    resilience.listen((event) => events.push(event));
    remote.will(fails(broken()));
    const error = await failureOf(keyed.for('secret-token').run(remote.work));
    expect(error).toMatchObject({ dependency: 'webhooks', message: 'webhooks: read ECONNRESET' });
    expect(new Set(events.map(({ dependency }) => dependency))).toEqual(new Set(['webhooks']));
    expect(resilience.snapshots()).toEqual([]);
    expect(JSON.stringify([events, error])).not.toContain('secret-token');
  });

  it('never exceed the maximum; the least recently used one is closed to make room', async () => {
    const { keyed, remote } = webhooks({ most: 2 });
    const first = keyed.for('a');
    const second = keyed.for('b');
    expect(keyed.for('a')).toBe(first);
    keyed.for('c');
    expect(keyed.size).toBe(2);
    expect(keyed.for('a')).toBe(first);
    expect(second.snapshot().isShutDown).toBe(true);
    expect(await failureOf(second.run(remote.work))).toMatchObject({ reason: 'shutting_down' });
  });

  it('make no room while a call, or work that outlived it, is in progress', async () => {
    const { keyed, remote, clock } = webhooks({ most: 2 });
    remote.will(takes(clock, 5_000));
    const outlived = failureOf(keyed.for('a').run(remote.work));
    keyed.for('b');
    clock.advance(1_000);
    await outlived;
    keyed.for('c');
    expect(keyed.for('a').snapshot().isShutDown).toBe(false);
    const running = keyed.for('c').run(remote.work);
    expect(() => keyed.for('d')).toThrow(
      expect.objectContaining({ reason: 'bulkhead_full', execution: 'not_sent', dependency: 'webhooks' }),
    );
    clock.advance(4_000);
    await turn();
    expect(await keyed.for('d').run(answers('well'))).toBe('well');
    expect(keyed.size).toBe(2);
    void failureOf(running);
    clock.advance(5_000);
    await turn();
  });

  it('for 10,000 keys leave a thousand, no timers, and nothing of the others in memory', async () => {
    const { keyed, remote, clock } = webhooks();
    const made: WeakRef<Dependency>[] = [];
    for (let key = 0; key < 10_000; key += 1) {
      const dependency = keyed.for(`merchant-${key}`);
      made.push(new WeakRef(dependency));
      remote.will(key % 2 === 0 ? answers() : fails(broken()));
      await dependency.run(remote.work).catch(() => undefined);
      remote.attempts.length = 0;
    }
    expect(keyed.size).toBe(1_000);
    expect(clock.timers).toBe(0);
    // A dereferenced WeakRef stays alive until the turn ends.
    await turn();
    collectGarbage();
    expect(made.filter((reference) => reference.deref() !== undefined).length).toBeLessThanOrEqual(1_000);
  });

  it('are all closed with the process, later ones too', async () => {
    const { keyed, remote, resilience } = webhooks();
    const known = keyed.for('a');
    resilience.close();
    for (const dependency of [known, keyed.for('b')])
      expect(await failureOf(dependency.run(remote.work))).toMatchObject({ reason: 'shutting_down' });
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 31, '10' as never])('cannot be %p at most', (most) => {
    expect(() => webhooks({ most })).toThrow(ResilienceConfigError);
    expect(() => webhooks({ most })).toThrow('webhooks: most: ');
  });

  it('have a valid and unique name', () => {
    expect(() => webhooks({ name: 'Web hooks' })).toThrow('name: must be lower-case words with dashes');
    const { resilience } = webhooks();
    expect(() => resilience.dependency({ name: 'webhooks', usersSee })).toThrow('name: is already taken');
  });
});
