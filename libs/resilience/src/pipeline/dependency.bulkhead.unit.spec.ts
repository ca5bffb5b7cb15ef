import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { seededRandom } from '../seeded-random.fixture.ts';
import { answers, aPipeline, broken, failureOf, fails, hangs, neverSent, takes } from './pipeline.fixture.ts';

describe('the bulkhead', () => {
  it('counts work that still runs after its timeout', async () => {
    const { dependency, remote, pass, clock } = aPipeline({
      attemptTimeoutMs: 20,
      bulkhead: { limit: 2 },
      breaker: false,
    });
    remote.will(takes(clock, 400));
    const calls: Promise<unknown>[] = [];
    for (let call = 0; call < 20; call += 1) {
      calls.push(dependency.run(remote.work, { isReplayable: true }).catch((error: unknown) => error));
      await pass(10);
    }
    await pass(400);
    await Promise.all(calls);
    expect(remote.mostRunning).toBe(2);
    expect(remote.running).toBe(0);
    expect(dependency.snapshot().bulkhead).toMatchObject({ inUse: 0, limit: 2 });
  });

  it('refuses calls over its limit immediately, without sending them', async () => {
    const { dependency, remote, pass, clock, eventsOf } = aPipeline({ bulkhead: { limit: 2 } });
    remote.will(takes(clock, 100));
    const running = [dependency.run(remote.work), dependency.run(remote.work)];
    expect(await failureOf(dependency.run(remote.work, { isReplayable: true }))).toMatchObject({
      reason: 'bulkhead_full',
      execution: 'not_sent',
      attempts: [],
      mayServeStale: true,
      message: 'payments: not called: too many calls in progress',
    });
    expect(remote.attempts).toHaveLength(2);
    expect(eventsOf('bulkhead.rejected')).toHaveLength(1);
    expect(eventsOf('retry.scheduled')).toEqual([]);
    await pass(100);
    await Promise.all(running);
  });

  it('holds no permit while a call waits for its retry', async () => {
    const { dependency, remote, pass } = aPipeline({ bulkhead: { limit: 1 } }, () => 0.9);
    remote.will(fails(broken()), answers('other'), answers('repeated'));
    const call = dependency.run(remote.work, { isReplayable: true });
    await pass(10);
    expect(await dependency.run(remote.work)).toBe('other');
    await pass(100);
    expect(await call).toBe('repeated');
  });

  it('is empty again after any mix of results', async () => {
    const random = seededRandom(7);
    const { dependency, remote, pass, clock } = aPipeline(
      { bulkhead: { limit: 5 }, attemptTimeoutMs: 20, deadlineMs: 200, breaker: false },
      random,
    );
    const throwsAtOnce = () => {
      throw neverSent();
    };
    const behaviors = [answers(), fails(broken()), fails(undefined), throwsAtOnce, hangs, takes(clock, 60)];
    const calls: Promise<unknown>[] = [];
    for (let operation = 0; operation < 10_000; operation += 1) {
      const behavior = behaviors[Math.floor(random() * behaviors.length)];
      if (behavior !== undefined) remote.will(behavior);
      const caller = new AbortController();
      const work = random() < 0.5 ? remote.work : (behavior ?? remote.work);
      const options = { isReplayable: random() < 0.5, signal: caller.signal };
      calls.push(dependency.run(work, options).catch((error: unknown) => error));
      if (random() < 0.2) caller.abort();
      if (random() < 0.3) clock.advance(Math.floor(random() * 30));
      if (random() < 0.3) await turn();
    }
    await pass(1_000);
    await Promise.all(calls);
    expect(remote.mostRunning).toBeLessThanOrEqual(5);
    expect(dependency.snapshot().bulkhead.inUse).toBe(0);
    expect(clock.timers).toBe(0);
    remote.will(answers());
    const full = Array.from({ length: 5 }, () => dependency.run(remote.work));
    expect(await Promise.all(full)).toEqual(Array(5).fill('fine'));
  });
});
