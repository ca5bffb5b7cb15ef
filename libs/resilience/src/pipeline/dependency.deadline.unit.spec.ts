import { describe, expect, it } from '@jest/globals';
import { AttemptTimeout } from '../outcome/abort-reasons.ts';
import {
  answers,
  aPipeline,
  broken,
  failing,
  failureOf,
  fails,
  forCaller,
  hangs,
  takes,
} from './pipeline.fixture.ts';

const replayable = { isReplayable: true };

describe('an attempt', () => {
  it('ends at its timeout, and its work gets a TimeoutError', async () => {
    const { dependency, remote, pass } = aPipeline({ attempts: 1 });
    remote.will(hangs);
    const call = failureOf(dependency.run(remote.work));
    await pass(1_000);
    expect(await call).toMatchObject({
      reason: 'timeout',
      execution: 'unknown',
      message: 'payments: no response within 1000 ms',
    });
    const reason: unknown = remote.attempts[0]?.signal.reason;
    expect(reason).toBeInstanceOf(AttemptTimeout);
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('that times out aborts neither another call in progress nor the next', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ attempts: 1 });
    remote.will(hangs, takes(clock, 900));
    const first = failureOf(dependency.run(remote.work));
    await pass(500);
    const second = dependency.run(remote.work);
    await pass(500);
    expect(await first).toMatchObject({ reason: 'timeout' });
    expect(remote.attempts[1]?.signal.aborted).toBe(false);
    await pass(400);
    expect(await second).toBe('fine');
    remote.will(answers('well'));
    expect(await dependency.run(remote.work)).toBe('well');
    expect(remote.attempts[2]?.signal.aborted).toBe(false);
  });

  it('has an already aborted signal if first accessed afterwards', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ attempts: 1 });
    remote.will(takes(clock, 1_200));
    const call = failureOf(dependency.run(remote.work));
    await pass(1_200);
    await call;
    expect(remote.attempts[0]?.signal.aborted).toBe(true);
    expect(remote.attempts[0]?.signal.reason).toBeInstanceOf(AttemptTimeout);
  });

  it('that finishes in time leaves no timer behind', async () => {
    const { dependency, remote, clock } = aPipeline();
    await dependency.run(remote.work);
    remote.will(fails(broken()));
    await failureOf(dependency.run(remote.work));
    expect(clock.timers).toBe(0);
  });
});

describe('the deadline', () => {
  it('gives the second attempt the time left by the first and the pause', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ deadlineMs: 1_500 }, () => 0.5);
    remote.will(hangs);
    const startedAt = clock.now();
    const ended = failureOf(dependency.run(remote.work, replayable)).then((error) => ({
      error,
      afterMs: clock.now() - startedAt,
    }));
    await pass(1_600);
    const { error, afterMs } = await ended;
    expect(remote.attempts.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 450]);
    expect(error).toMatchObject({ attempts: ['timeout', 'timeout'], retriesSuppressedBy: 'deadline' });
    expect(afterMs).toBe(1_500);
  });

  it('ends the call immediately if a pause and a useful attempt no longer fit', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ deadlineMs: 1_000 }, () => 0.6);
    remote.will(takes(clock, 895, answers(503)));
    const call = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(895);
    // 895 ms plus a pause of 60 and 50 for the attempt exceed the deadline by 5.
    expect(await call).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'deadline',
    });
    expect(clock.timers).toBe(0);
  });

  it('holds if a pause took longer than planned', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ deadlineMs: 1_000 }, () => 0.5);
    remote.will(answers(503));
    const call = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(0);
    // The timer fires late, as after a blocked event loop.
    clock.advance(960);
    await pass(0);
    expect(await call).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'deadline',
    });
    expect(remote.attempts).toHaveLength(1);
    expect(dependency.snapshot().retryBudget.used).toBe(0);
  });

  it('is shortened to the remaining time of the caller, less 20 ms for our own response', async () => {
    const { dependency, remote } = aPipeline();
    await forCaller(500, () => dependency.run(remote.work));
    const [attempt] = remote.attempts;
    expect(attempt?.timeoutMs).toBeLessThanOrEqual(480);
    expect(attempt?.timeoutMs).toBeGreaterThan(400);
  });

  it.each([
    [2_400, 2_200],
    [400, 300],
  ])(
    'keeps time for the work after the call, at most a quarter: of %d ms, %d are left',
    async (callerMs, leftMs) => {
      const { dependency, remote } = aPipeline({ attemptTimeoutMs: 5_000, reserveMs: 200 });
      await forCaller(callerMs, () => dependency.run(remote.work));
      const [attempt] = remote.attempts;
      expect(attempt?.timeoutMs).toBeLessThanOrEqual(leftMs);
      expect(attempt?.timeoutMs).toBeGreaterThan(leftMs - 100);
    },
  );

  it('makes no retry in the time that is kept', async () => {
    const { dependency, remote, pass } = aPipeline({ reserveMs: 200 }, () => 0);
    remote.will(hangs);
    const call = forCaller(1_240, () => failureOf(dependency.run(remote.work, replayable)));
    await pass(1_000);
    expect(await call).toMatchObject({ attempts: ['timeout'], retriesSuppressedBy: 'deadline' });
  });

  it('is not extended by a patient caller', async () => {
    const { dependency, remote, pass } = aPipeline({ deadlineMs: 1_000 });
    remote.will(hangs);
    const call = forCaller(30_000, () => failureOf(dependency.run(remote.work, replayable)));
    await pass(1_000);
    expect(await call).toMatchObject({ attempts: ['timeout'] });
  });

  it.each([0, -1_000, 60, 69])(
    'of a caller that waits %d ms leaves too little time: nothing is sent',
    async (ms) => {
      const { dependency, remote, eventsOf } = aPipeline();
      const error = await failureOf(forCaller(ms, () => dependency.run(remote.work)));
      expect(error).toMatchObject({
        reason: 'deadline',
        execution: 'not_sent',
        attempts: [],
        mayServeStale: true,
        message: 'payments: not called: too little time left',
      });
      expect(remote.attempts).toEqual([]);
      expect(eventsOf('call.ended')).toMatchObject([{ outcome: 'rejected', cause: 'deadline' }]);
    },
  );

  it('of a caller suffices for a dependency with shorter attempts', async () => {
    const { dependency, remote } = aPipeline({ attemptTimeoutMs: 10 });
    expect(await forCaller(60, () => dependency.run(remote.work))).toBe('fine');
  });
});

describe('an impatient caller', () => {
  const tripsAtOnce = { consecutiveFailures: 1, consecutiveSpanMs: 0 };

  it('whose deadline passes before half an attempt does not count against the dependency', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: tripsAtOnce });
    remote.will(hangs);
    const call = forCaller(500, () => failureOf(dependency.run(remote.work)));
    await pass(500);
    expect(await call).toMatchObject({ reason: 'timeout' });
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('whose deadline passes later does count', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: tripsAtOnce });
    remote.will(hangs);
    const call = forCaller(600, () => failureOf(dependency.run(remote.work)));
    await pass(600);
    expect(await call).toMatchObject({ reason: 'timeout' });
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'open' });
  });

  it('leaves a probe undecided, and the next call probes', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: { ...tripsAtOnce, openJitterPercent: 0 } });
    remote.will(fails(broken()), hangs, answers());
    await failureOf(dependency.run(remote.work));
    await pass(5_000, 1_000);
    const probe = forCaller(300, () => failureOf(dependency.run(remote.work, replayable)));
    await pass(300);
    await probe;
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'half_open', isProbing: false });
    expect(await dependency.run(remote.work, replayable)).toBe('fine');
    expect(dependency.snapshot().breaker.state).toBe('closed');
  });
});
