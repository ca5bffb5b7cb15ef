import { describe, expect, it } from '@jest/globals';
import { manualClock } from '../manual-clock.fixture.ts';
import { Resilience } from '../resilience.ts';
import {
  answers,
  aPipeline,
  broken,
  failing,
  failureOf,
  fails,
  takes,
  usersSee,
} from './pipeline.fixture.ts';

const failedValue = { isReplayable: true, classify: failing() };
const lenient = { consecutiveFailures: 0, minThroughput: 1_000_000 };

describe('the retry budget', () => {
  it('limits the extra load in an outage to a tenth plus the reserve', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: false });
    remote.will(answers(503));
    for (let call = 0; call < 1_000; call += 1) {
      await dependency.call(remote.work, failedValue);
      await pass(10, 10);
    }
    expect(remote.attempts.length).toBeGreaterThan(1_050);
    expect(remote.attempts.length).toBeLessThanOrEqual(1_110);
  });

  it('lets a quiet dependency be retried from the reserve', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: false });
    remote.will(answers(503));
    for (let call = 0; call < 300; call += 1) {
      await dependency.call(remote.work, failedValue);
      await pass(200, 200);
    }
    expect(remote.attempts.length).toBeGreaterThan(350);
    expect(remote.attempts.length).toBeLessThanOrEqual(400);
  });

  it('returns the current response immediately when empty', async () => {
    const { dependency, remote, clock } = aPipeline({
      breaker: false,
      retryBudget: { percent: 0, reservePerSecond: 0 },
    });
    remote.will(answers(503));
    expect(await dependency.call(remote.work, failedValue)).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'budget',
    });
    const last = broken();
    remote.will(fails(last));
    const error = await failureOf(dependency.run(remote.work, failedValue));
    expect(error).toMatchObject({ cause: last, retriesSuppressedBy: 'budget' });
    expect(clock.timers).toBe(0);
  });

  it('is refunded for a retry whose caller left', async () => {
    const { dependency, remote, pass, clock } = aPipeline({}, () => 0.5);
    remote.will(answers(503));
    const caller = new AbortController();
    const call = failureOf(dependency.run(remote.work, { ...failedValue, signal: caller.signal }));
    await pass(10);
    expect(dependency.snapshot().retryBudget.used).toBe(1);
    expect(clock.timers).toBe(1);
    caller.abort();
    await pass(0);
    expect(clock.timers).toBe(0);
    await call;
    expect(dependency.snapshot().retryBudget.used).toBe(0);
  });

  it('is refunded for a retry that the bulkhead refused', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ bulkhead: { limit: 1 } }, () => 0.5);
    remote.will(answers(503), takes(clock, 500));
    const call = dependency.call(remote.work, failedValue);
    await pass(10);
    const other2 = dependency.run(remote.work);
    await pass(100);
    expect(await call).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'bulkhead',
    });
    expect(dependency.snapshot().retryBudget.used).toBe(0);
    await pass(500);
    expect(await other2).toBe('fine');
  });

  it('does not grow with refused calls, which made no first attempt', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ bulkhead: { limit: 1 } });
    remote.will(takes(clock, 500));
    const running = dependency.run(remote.work);
    await pass(0);
    for (let call = 0; call < 1_000; call += 1) await failureOf(dependency.run(remote.work));
    expect(dependency.snapshot().retryBudget.allowed).toBe(10);
    await pass(500);
    await running;
  });
});

describe('the retry budget of the process', () => {
  it('limits the retries of all dependencies together', async () => {
    const clock = manualClock();
    const resilience = new Resilience({ clock, random: () => 0 });
    let attempts = 0;
    for (let number = 0; number < 50; number += 1) {
      const dependency = resilience.dependency({ name: `shop-${number}`, usersSee, breaker: lenient });
      for (let call = 0; call < 10; call += 1)
        await dependency.call(() => Promise.resolve((attempts += 1)), failedValue);
    }
    // 500 first attempts: a tenth of them, plus 10 per second for 10 s. Each dependency alone would allow 11.
    expect(attempts).toBe(500 + 50 + 100);
  });

  it('does not charge a dependency for a retry that the process refused', async () => {
    const clock = manualClock();
    const resilience = new Resilience({ clock, random: () => 0 });
    const greedy = { retryBudget: { reservePerSecond: 1_000 }, breaker: false } as const;
    const first = resilience.dependency({ name: 'first', usersSee, ...greedy });
    const second = resilience.dependency({ name: 'second', usersSee, ...greedy });
    for (let call = 0; call < 100; call += 1)
      await first.call(() => Promise.resolve(503), { ...failedValue });
    const result = await second.call(() => Promise.resolve(503), failedValue);
    expect(result.retriesSuppressedBy).toBe('budget');
    expect(second.snapshot().retryBudget.used).toBe(0);
  });

  it('is refunded for retries whose callers left', async () => {
    const { dependency, remote, pass } = aPipeline(
      { retryBudget: { reservePerSecond: 1_000 }, breaker: false, bulkhead: { limit: 200 } },
      () => 0.5,
    );
    remote.will(answers(503));
    const caller = new AbortController();
    const left = Array.from({ length: 100 }, () =>
      failureOf(dependency.run(remote.work, { ...failedValue, signal: caller.signal })),
    );
    await pass(10);
    caller.abort();
    await Promise.all(left);
    const repeated = Array.from({ length: 100 }, () => dependency.call(remote.work, failedValue));
    await pass(500);
    expect((await Promise.all(repeated)).every(({ attempts }) => attempts > 1)).toBe(true);
  });
});
