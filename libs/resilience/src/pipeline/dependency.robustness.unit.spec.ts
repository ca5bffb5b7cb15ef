import { describe, expect, it } from '@jest/globals';
import { currentRequest } from '@holdfast/service-defaults';
import {
  answers,
  aPipeline,
  broken,
  failing,
  failureOf,
  fails,
  forCaller,
  hangs,
  neverSent,
  usersSee,
} from './pipeline.fixture.ts';

const replayable = { isReplayable: true };
const tripsAtOnce = { consecutiveFailures: 1, consecutiveSpanMs: 0, openJitterPercent: 0 };

describe('a listener that throws', () => {
  it('changes nothing, and is counted', async () => {
    const { dependency, remote, pass, resilience, events } = aPipeline(
      { attempts: 2, bulkhead: { limit: 1 }, breaker: { ...tripsAtOnce, consecutiveFailures: 2 } },
      () => 0.5,
    );
    let thrown = 0;
    const heard = new Set<string>();
    resilience.listen(({ type }) => {
      heard.add(type);
      thrown += 1;
      throw new Error('a broken listener');
    });
    expect(await dependency.run(remote.work)).toBe('fine');
    remote.will(hangs);
    const caller = new AbortController();
    const hanging = failureOf(dependency.run(remote.work, { signal: caller.signal }));
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ reason: 'bulkhead_full' });
    caller.abort();
    expect(await hanging).toMatchObject({ reason: 'canceled' });
    await pass(0);
    remote.will(answers(503));
    const options = { isReplayable: true, classify: failing({ retryAfterMs: 10, pausesCalls: true }) };
    const repeated = dependency.call(remote.work, options);
    await pass(100);
    expect(await repeated).toMatchObject({ value: 503, attempts: 2 });
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ reason: 'breaker_open' });
    await pass(5_000, 1_000);
    remote.will(answers());
    expect(await dependency.run(remote.work, replayable)).toBe('fine');
    expect(dependency.snapshot().breaker.state).toBe('closed');
    expect(heard).toEqual(
      new Set([
        'call.ended',
        'attempt.ended',
        'retry.scheduled',
        'retry.suppressed',
        'breaker.changed',
        'breaker.rejected',
        'breaker.probe-started',
        'bulkhead.rejected',
        'retry-after-pause.started',
      ]),
    );
    expect(resilience.listenerErrors).toBe(thrown);
    expect(events).toHaveLength(thrown);
  });

  it('does not affect other listeners, until it is removed', async () => {
    const { dependency, remote, resilience } = aPipeline();
    const stop = resilience.listen(() => {
      throw new Error('a broken listener');
    });
    const heard: string[] = [];
    resilience.listen(({ type }) => heard.push(type));
    stop();
    await dependency.run(remote.work);
    expect(heard).toEqual(['attempt.ended', 'call.ended']);
    expect(resilience.listenerErrors).toBe(0);
  });
});

describe('a classifier that throws', () => {
  const classify = () => {
    throw new TypeError('a broken classifier');
  };

  it('leaves a value unchanged, not retried and not counted, and reports an internal error', async () => {
    const { dependency, remote, eventsOf } = aPipeline({ breaker: tripsAtOnce });
    remote.will(answers(503));
    const result = await dependency.call(remote.work, { isReplayable: true, classify });
    expect(result).toEqual({ value: 503, attempts: 1, wasSentBefore: false, retriesSuppressedBy: undefined });
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'closed', successes: 0, failures: 0 });
    expect(eventsOf('call.ended')).toMatchObject([{ outcome: 'failure', cause: 'internal_error' }]);
  });

  it('leaves an error to be classified by its code', async () => {
    const { dependency, remote } = aPipeline({ breaker: tripsAtOnce });
    remote.will(fails(neverSent()));
    const error = await failureOf(dependency.run(remote.work, { classify }));
    expect(error).toMatchObject({ reason: 'connect_failed', execution: 'not_sent' });
    expect(dependency.snapshot().breaker.state).toBe('open');
  });

  it('leaves a probe undecided', async () => {
    const { dependency, remote, pass } = aPipeline({ attempts: 1, breaker: tripsAtOnce });
    remote.will(fails(broken()), answers());
    await failureOf(dependency.run(remote.work));
    await pass(5_000, 1_000);
    expect(await dependency.run(remote.work, { isReplayable: true, classify })).toBe('fine');
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'half_open', isProbing: false });
    expect(await dependency.run(remote.work, replayable)).toBe('fine');
    expect(dependency.snapshot().breaker.state).toBe('closed');
  });
});

describe('work', () => {
  it('that throws before its first await fails like any other', async () => {
    const { dependency, remote } = aPipeline();
    const error = broken();
    let attempts = 0;
    const work = () => {
      attempts += 1;
      throw error;
    };
    expect(await failureOf(dependency.run(work, replayable))).toMatchObject({ cause: error });
    expect(attempts).toBe(3);
    expect(dependency.snapshot().bulkhead.inUse).toBe(0);
    expect(await dependency.run(remote.work)).toBe('fine');
  });

  it.each([undefined, null, 0, '', [], {}, Symbol('x')])('that rejects with %p fails', async (reason) => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(reason));
    const error = await failureOf(dependency.run(remote.work, replayable));
    expect(error).toMatchObject({
      reason: 'unclassified',
      execution: 'unknown',
      message: 'payments: unclassified',
    });
    expect(error.cause).toBe(reason);
    expect(remote.attempts).toHaveLength(1);
  });

  it.each([undefined, null, 0, '', false])('that returns %p returns exactly that', async (value) => {
    const { dependency } = aPipeline();
    expect(await dependency.run(() => Promise.resolve(value))).toBe(value);
  });

  it('may reject with an error that is frozen', async () => {
    const { dependency, remote } = aPipeline();
    const error = Object.freeze(broken());
    remote.will(fails(error));
    expect(await failureOf(dependency.run(remote.work, replayable))).toMatchObject({ cause: error });
  });

  it('with an internal error throws it unchanged, once, and does not blame the dependency', async () => {
    const { dependency, remote, eventsOf } = aPipeline({ breaker: tripsAtOnce });
    const bug = new TypeError('x is not a function');
    remote.will(fails(bug));
    await expect(dependency.run(remote.work, replayable)).rejects.toBe(bug);
    expect(remote.attempts).toHaveLength(1);
    expect(dependency.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
    expect(eventsOf('call.ended')).toMatchObject([{ outcome: 'failure', cause: 'internal_error' }]);
  });

  it('that returns no promise returns its value', async () => {
    const { dependency } = aPipeline();
    expect(await dependency.run((() => 'fine') as never)).toBe('fine');
  });

  it('sees the context of its call in every attempt, also after a pause', async () => {
    const { dependency, pass } = aPipeline({}, () => 0.5);
    const seen: (string | undefined)[] = [];
    const work = async () => {
      seen.push(currentRequest()?.requestId);
      await Promise.resolve();
      seen.push(currentRequest()?.requestId);
      throw broken();
    };
    const call = forCaller(5_000, () => failureOf(dependency.run(work, replayable)));
    await pass(500);
    await call;
    expect(seen).toEqual(Array(6).fill('r1'));
  });
});

describe('a call within the work of another dependency', () => {
  it('is not retried again by the outer call, which keeps reason, execution and Retry-After', async () => {
    const { dependency: outer, resilience, remote } = aPipeline();
    const inner = resilience.dependency({ name: 'stripe', usersSee });
    remote.will(fails(broken()), fails(neverSent()));
    const error = await failureOf(outer.run(() => inner.run(remote.work, replayable), replayable));
    expect(remote.attempts).toHaveLength(3);
    expect(error).toMatchObject({ dependency: 'payments', reason: 'connect_failed', execution: 'unknown' });
    expect(error.cause).toMatchObject({ dependency: 'stripe' });
  });

  it('that was refused does not count against the outer one', async () => {
    const { dependency: outer, resilience, remote } = aPipeline({ breaker: tripsAtOnce });
    const inner = resilience.dependency({ name: 'stripe', usersSee, breaker: tripsAtOnce, attempts: 1 });
    remote.will(fails(broken()));
    await failureOf(inner.run(remote.work));
    const error = await failureOf(outer.run(() => inner.run(remote.work)));
    expect(error).toMatchObject({ reason: 'breaker_open', execution: 'not_sent', retryAfterMs: 5_000 });
    expect(outer.snapshot().breaker.state).toBe('closed');
  });
});
