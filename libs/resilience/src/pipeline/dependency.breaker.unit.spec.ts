import { describe, expect, it } from '@jest/globals';
import {
  answers,
  aPipeline,
  broken,
  failing,
  failureOf,
  fails,
  hangs,
  neverSent,
  type PipelineUnderTest,
  takes,
} from './pipeline.fixture.ts';

const replayable = { isReplayable: true };
/** Opens at the 20th result if half have failed, and by no other rule. */
const byRate = { consecutiveFailures: 0, openJitterPercent: 0 };

function aBrokenPipeline(options: Parameters<typeof aPipeline>[0] = {}): PipelineUnderTest {
  return aPipeline({ attempts: 1, ...options, breaker: { ...byRate, ...options.breaker } });
}

/** Makes `times` calls in sequence, all of which must fail. */
async function failTimes({ dependency, remote }: PipelineUnderTest, times: number): Promise<void> {
  remote.will(fails(broken()));
  for (let call = 0; call < times; call += 1) await failureOf(dependency.run(remote.work, replayable));
}

const breakerOf = ({ dependency }: PipelineUnderTest) => dependency.snapshot().breaker;

describe('an open breaker', () => {
  it('refuses calls without sending them, and says when to retry', async () => {
    const pipeline = aBrokenPipeline();
    await failTimes(pipeline, 20);
    await pipeline.pass(1_000, 100);
    const error = await failureOf(pipeline.dependency.run(pipeline.remote.work, replayable));
    expect(error).toMatchObject({
      reason: 'breaker_open',
      execution: 'not_sent',
      attempts: [],
      retryAfterMs: 4_000,
      mayServeStale: true,
      message: 'payments: not called: its breaker is open',
    });
    expect(pipeline.remote.attempts).toHaveLength(20);
  });

  it('lets one of 50 calls through after its open time; the others are refused immediately', async () => {
    const pipeline = aBrokenPipeline();
    const { dependency, remote, pass, clock } = pipeline;
    await failTimes(pipeline, 20);
    await pass(5_000, 1_000);
    remote.will(takes(clock, 100));
    const calls = Array.from({ length: 50 }, () => dependency.run(remote.work, replayable));
    const refused = await Promise.all(calls.slice(1).map(failureOf));
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['breaker_open']));
    await pass(100);
    expect(await calls[0]).toBe('fine');
    expect(remote.attempts).toHaveLength(21);
    expect(breakerOf(pipeline).state).toBe('closed');
  });

  it('ends retries as soon as it opens, without a pause', async () => {
    const tripsAtOnce = { consecutiveFailures: 1, consecutiveSpanMs: 0 };
    const { dependency, remote, clock, eventsOf } = aPipeline({ breaker: tripsAtOnce }, () => 0.5);
    remote.will(fails(broken()));
    expect(await failureOf(dependency.run(remote.work, replayable))).toMatchObject({
      retriesSuppressedBy: 'breaker',
      reason: 'connection_lost',
    });
    expect(eventsOf('retry.scheduled')).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('refuses a retry scheduled before; the call gets the result of its last attempt', async () => {
    const { dependency, remote, pass } = aPipeline(
      { attempts: 2, breaker: { consecutiveFailures: 2, consecutiveSpanMs: 0 } },
      () => 0.5,
    );
    remote.will(answers(503));
    const waiting = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(10);
    await dependency.call(remote.work, { classify: failing() });
    await pass(100);
    expect(await waiting).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'breaker',
    });
    expect(remote.attempts).toHaveLength(2);
    expect(dependency.snapshot().retryBudget.used).toBe(0);
  });
});

describe('a probe', () => {
  it('that reports after its lease has lost its turn and changes nothing', async () => {
    const pipeline = aBrokenPipeline({ attemptTimeoutMs: 10_000, deadlineMs: 10_000 });
    const { dependency, remote, pass, clock, eventsOf } = pipeline;
    await failTimes(pipeline, 20);
    await pass(5_000, 1_000);
    remote.will(hangs);
    const probe = failureOf(dependency.run(remote.work, replayable));
    // The event loop is blocked: the attempt reports after its lease.
    clock.advance(10_500);
    const second = dependency.run(remote.work, replayable);
    expect(await probe).toMatchObject({ reason: 'timeout' });
    expect(eventsOf('breaker.outcome-stale')).toHaveLength(1);
    expect(breakerOf(pipeline)).toMatchObject({ state: 'half_open', isProbing: true });
    await Promise.all([failureOf(second), pass(10_000, 1_000)]);
    expect(breakerOf(pipeline)).toMatchObject({ state: 'open', consecutiveTrips: 2 });
  });

  it('that the bulkhead refuses is released undecided', async () => {
    const pipeline = aBrokenPipeline({ bulkhead: { limit: 1 } });
    const { dependency, remote, pass, clock } = pipeline;
    await failTimes(pipeline, 19);
    // The attempt that opened the breaker has ended for its caller, but still holds its permit.
    remote.will(takes(clock, 20_000));
    const last = failureOf(dependency.run(remote.work, replayable));
    await pass(1_000, 100);
    await last;
    expect(breakerOf(pipeline).state).toBe('open');
    await pass(5_000, 1_000);
    const refused = await failureOf(dependency.run(remote.work, replayable));
    expect(refused).toMatchObject({ reason: 'bulkhead_full', execution: 'not_sent' });
    expect(breakerOf(pipeline)).toMatchObject({ state: 'half_open', isProbing: false });
    await pass(20_000, 1_000);
    remote.will(answers());
    expect(await dependency.run(remote.work, replayable)).toBe('fine');
    expect(breakerOf(pipeline).state).toBe('closed');
  });

  it('is not a write while a read may still come, and is one afterwards', async () => {
    const pipeline = aBrokenPipeline();
    const { dependency, remote, pass } = pipeline;
    await failTimes(pipeline, 20);
    await pass(5_000, 1_000);
    remote.will(answers());
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ retryAfterMs: 2_000 });
    await pass(2_000, 1_000);
    expect(await dependency.run(remote.work)).toBe('fine');
  });
});

describe('a breaker that closes', () => {
  it('ramps up the load: a tenth of the bulkhead, half, all of it', async () => {
    const pipeline = aBrokenPipeline({ bulkhead: { limit: 20 } });
    const { dependency, remote, pass } = pipeline;
    await failTimes(pipeline, 20);
    await pass(5_000, 1_000);
    remote.will(answers());
    await dependency.run(remote.work, replayable);
    const limits = [dependency.snapshot().bulkhead.limit];
    for (let half = 0; half < 2; half += 1) {
      await pass(1_500, 500);
      limits.push(dependency.snapshot().bulkhead.limit);
    }
    expect(limits).toEqual([2, 10, 20]);
  });

  it('opens again after the usual number of failures, whatever was refused while it was open', async () => {
    const pipeline = aBrokenPipeline();
    const { dependency, remote, pass } = pipeline;
    await failTimes(pipeline, 20);
    for (let call = 0; call < 1_000; call += 1) await failureOf(dependency.run(remote.work, replayable));
    await pass(5_000, 1_000);
    remote.will(answers());
    await dependency.run(remote.work, replayable);
    await failTimes(pipeline, 19);
    expect(breakerOf(pipeline).state).toBe('closed');
    await failTimes(pipeline, 1);
    expect(breakerOf(pipeline).state).toBe('open');
  });

  it('has forgotten earlier failures', async () => {
    const pipeline = aBrokenPipeline();
    const { dependency, remote, pass } = pipeline;
    await failTimes(pipeline, 20);
    await pass(5_000, 1_000);
    remote.will(answers());
    await dependency.run(remote.work, replayable);
    await failTimes(pipeline, 1);
    expect(breakerOf(pipeline)).toMatchObject({ state: 'closed', failures: 1 });
  });
});

describe('a breaker', () => {
  it('opens after 20 failures while 100 calls hang', async () => {
    const pipeline = aBrokenPipeline({ bulkhead: { limit: 200 } });
    const { dependency, remote, pass } = pipeline;
    remote.will(hangs);
    const hanging = Array.from({ length: 100 }, () => failureOf(dependency.run(remote.work, replayable)));
    await failTimes(pipeline, 20);
    expect(breakerOf(pipeline).state).toBe('open');
    await pass(1_000, 100);
    await Promise.all(hanging);
  });

  it('counts attempts that failed long after they began', async () => {
    const pipeline = aBrokenPipeline({
      attemptTimeoutMs: 10_000,
      deadlineMs: 10_000,
      breaker: { minThroughput: 10, windowMs: 20_000 },
    });
    const { dependency, remote, pass } = pipeline;
    remote.will(hangs);
    const hanging = Array.from({ length: 10 }, () => failureOf(dependency.run(remote.work, replayable)));
    await pass(10_000, 1_000);
    await Promise.all(hanging);
    expect(breakerOf(pipeline)).toMatchObject({ state: 'open', failuresByCause: { timeout: 10 } });
  });

  it('does not count attempts that were refused by the bulkhead, canceled or throttled', async () => {
    const pipeline = aBrokenPipeline({ bulkhead: { limit: 100 } });
    const { dependency, remote, pass } = pipeline;
    remote.will(hangs);
    const caller = new AbortController();
    const left = Array.from({ length: 100 }, () =>
      failureOf(dependency.run(remote.work, { signal: caller.signal })),
    );
    await pass(0);
    for (let call = 0; call < 100; call += 1)
      expect(await failureOf(dependency.run(remote.work))).toMatchObject({ reason: 'bulkhead_full' });
    caller.abort();
    await Promise.all(left);
    await pass(0);
    remote.will(answers(429));
    const classify = failing({ cause: 'throttled', breakerSignal: 'ignore', retry: 'never' });
    for (let call = 0; call < 100; call += 1) await dependency.call(remote.work, { classify });
    expect(breakerOf(pipeline)).toMatchObject({ state: 'closed', failures: 0, successes: 0 });
  });

  it('opens after five consecutive failures with little traffic', async () => {
    const pipeline = aPipeline({ attempts: 1 });
    for (let call = 0; call < 5; call += 1) {
      expect(breakerOf(pipeline).state).toBe('closed');
      await failTimes(pipeline, 1);
      await pipeline.pass(2_000, 1_000);
    }
    expect(breakerOf(pipeline)).toMatchObject({ state: 'open', openedBy: 'consecutive_failures' });
  });
});

describe('a dependency without a breaker', () => {
  it('is always called, and its report says that there is no breaker', async () => {
    const { dependency, remote } = aPipeline({ breaker: false, attempts: 1 });
    remote.will(fails(neverSent()));
    for (let call = 0; call < 100; call += 1) await failureOf(dependency.run(remote.work));
    expect(remote.attempts).toHaveLength(100);
    expect(dependency.snapshot().breaker).toMatchObject({ isEnabled: false, state: 'closed', failures: 0 });
  });
});
