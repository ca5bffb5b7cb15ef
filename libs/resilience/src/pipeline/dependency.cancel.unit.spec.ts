import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { CallCanceled } from '../outcome/abort-reasons.ts';
import {
  answers,
  aPipeline,
  broken,
  failing,
  failureOf,
  fails,
  hangs,
  takes,
  unavailable,
} from './pipeline.fixture.ts';

describe('a caller that leaves', () => {
  it('ends the call immediately; its work gets an AbortError with the reason', async () => {
    const { dependency, remote, pass, clock } = aPipeline();
    const caller = new AbortController();
    const reason = new Error('the connection closed');
    remote.will(hangs);
    const call = failureOf(dependency.run(remote.work, { isReplayable: true, signal: caller.signal }));
    await pass(100);
    caller.abort(reason);
    expect(await call).toMatchObject({
      reason: 'canceled',
      execution: 'unknown',
      mayServeStale: false,
      attempts: ['canceled'],
      retriesSuppressedBy: 'caller',
    });
    const heard: unknown = remote.attempts[0]?.signal.reason;
    expect(heard).toBeInstanceOf(CallCanceled);
    expect(heard).toMatchObject({ name: 'AbortError', cause: reason });
    expect(remote.attempts).toHaveLength(1);
    expect(clock.timers).toBe(0);
  });

  it('does not count for or against the dependency', async () => {
    const { dependency, remote, pass } = aPipeline();
    remote.will(hangs);
    const before = dependency.snapshot().breaker;
    const caller = new AbortController();
    const call = failureOf(dependency.run(remote.work, { signal: caller.signal }));
    await pass(100);
    caller.abort();
    await call;
    expect(dependency.snapshot().breaker).toEqual(before);
  });

  it('before the call prevents it from being sent', async () => {
    const { dependency, remote } = aPipeline();
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);
    expect(await failureOf(dependency.run(remote.work, { signal }))).toMatchObject({
      reason: 'canceled',
      execution: 'not_sent',
      attempts: [],
      mayServeStale: false,
      retriesSuppressedBy: undefined,
      cause: reason,
    });
    expect(remote.attempts).toEqual([]);
  });

  it('during a pause prevents the second attempt', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ backoff: { baseMs: 600 } }, () => 0.5);
    remote.will(answers(503));
    const caller = new AbortController();
    const options = { isReplayable: true, classify: failing(), signal: caller.signal };
    const startedAt = clock.now();
    const ended = failureOf(dependency.run(remote.work, options)).then((error) => ({
      error,
      afterMs: clock.now() - startedAt,
    }));
    await pass(20);
    caller.abort();
    const { error, afterMs } = await ended;
    expect(error).toMatchObject({ reason: 'canceled', execution: 'responded', attempts: ['unavailable'] });
    expect(afterMs).toBe(20);
    expect(clock.timers).toBe(0);
    await pass(600);
    expect(remote.attempts).toHaveLength(1);
  });

  it('in the turn in which the pause ends prevents the second attempt too', async () => {
    const { dependency, remote, pass, clock } = aPipeline({}, () => 0.5);
    remote.will(answers(503));
    const caller = new AbortController();
    const options = { isReplayable: true, classify: failing(), signal: caller.signal };
    const call = failureOf(dependency.run(remote.work, options));
    await pass(45);
    clock.advance(5);
    caller.abort();
    expect(await call).toMatchObject({ reason: 'canceled', retriesSuppressedBy: 'caller' });
    expect(remote.attempts).toHaveLength(1);
    expect(dependency.snapshot().retryBudget.used).toBe(0);
  });

  it('releases the probe undecided, and the next call probes', async () => {
    const { dependency, remote, pass } = aPipeline({
      breaker: { consecutiveFailures: 1, consecutiveSpanMs: 0, openJitterPercent: 0 },
    });
    remote.will(fails(broken()), hangs, answers());
    await failureOf(dependency.run(remote.work));
    await pass(5_000, 1_000);
    const caller = new AbortController();
    const probe = failureOf(dependency.run(remote.work, { isReplayable: true, signal: caller.signal }));
    await pass(5);
    caller.abort();
    await probe;
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'half_open', isProbing: false });
    expect(await dependency.run(remote.work, { isReplayable: true })).toBe('fine');
    expect(dependency.snapshot().breaker.state).toBe('closed');
  });

  it('leaves its work a bulkhead permit until that settles', async () => {
    const { dependency, remote, pass, clock } = aPipeline();
    remote.will(takes(clock, 400, fails(new Error('too late'))));
    const caller = new AbortController();
    const call = failureOf(dependency.run(remote.work, { signal: caller.signal }));
    await pass(10);
    caller.abort();
    await call;
    expect(dependency.snapshot().bulkhead.inUse).toBe(1);
    // An unhandled late rejection would fail this spec.
    await pass(400);
    expect(dependency.snapshot().bulkhead.inUse).toBe(0);
  });
});

describe('a long-lived signal', () => {
  it('has no additional listener after 10,000 calls', async () => {
    const { dependency, remote } = aPipeline();
    const { signal } = new AbortController();
    remote.will(answers());
    for (let call = 0; call < 10_000; call += 1) await dependency.run(remote.work, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('has none after timeouts and pauses, and at most one per call in progress', async () => {
    const { dependency, remote, pass } = aPipeline({ attempts: 2, breaker: false }, () => 0.5);
    const { signal } = new AbortController();
    remote.will(hangs);
    const classify = () => unavailable;
    const calls = Array.from({ length: 50 }, () =>
      failureOf(dependency.run(remote.work, { isReplayable: true, signal, classify })),
    );
    expect(getEventListeners(signal, 'abort')).toHaveLength(50);
    await pass(1_020);
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(50);
    await pass(2_000);
    await Promise.all(calls);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
