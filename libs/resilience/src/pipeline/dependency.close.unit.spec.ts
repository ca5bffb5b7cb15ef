import { describe, expect, it } from '@jest/globals';
import { answers, aPipeline, broken, failing, failureOf, fails, hangs, takes } from './pipeline.fixture.ts';

describe('a dependency that is closed', () => {
  it('refuses calls without sending them', async () => {
    const { dependency, remote } = aPipeline();
    dependency.close();
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({
      reason: 'shutting_down',
      execution: 'not_sent',
      attempts: [],
      message: 'payments: not called: this process is shutting down',
    });
    expect(remote.attempts).toEqual([]);
    expect(dependency.snapshot().isShutDown).toBe(true);
  });

  it('does so without a breaker, too', async () => {
    const { dependency, remote } = aPipeline({ breaker: false });
    dependency.close();
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ reason: 'shutting_down' });
  });

  it('lets attempts in progress finish normally', async () => {
    const { dependency, remote, pass, clock } = aPipeline({ attempts: 1 });
    remote.will(takes(clock, 100), hangs, takes(clock, 100, fails(broken())));
    const well = dependency.run(remote.work);
    const rest = [failureOf(dependency.run(remote.work)), failureOf(dependency.run(remote.work))];
    dependency.close();
    await pass(1_000);
    expect(await well).toBe('fine');
    expect(await Promise.all(rest)).toMatchObject([{ reason: 'timeout' }, { reason: 'connection_lost' }]);
    expect(dependency.snapshot().bulkhead.inUse).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('neither retries nor waits any longer', async () => {
    const { dependency, remote, pass, clock } = aPipeline({}, () => 0.5);
    remote.will(takes(clock, 100, answers(503)));
    const call = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(10);
    dependency.close();
    await pass(90);
    expect(clock.timers).toBe(0);
    expect(await call).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'shutting_down',
    });
  });

  it('ends a call that waits for its retry with the result of its last attempt', async () => {
    const { dependency, remote, pass } = aPipeline({ breaker: false }, () => 0.5);
    remote.will(answers(503));
    const call = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(10);
    dependency.close();
    await pass(100);
    expect(await call).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'shutting_down',
    });
    expect(remote.attempts).toHaveLength(1);
  });

  it('keeps the state of its breaker, whatever the last attempts report', async () => {
    const { dependency, remote, pass, clock } = aPipeline({
      attempts: 1,
      breaker: { consecutiveFailures: 1, consecutiveSpanMs: 0 },
    });
    remote.will(takes(clock, 100, fails(broken())));
    const call = failureOf(dependency.run(remote.work));
    dependency.close();
    await pass(100);
    await call;
    expect(dependency.snapshot()).toMatchObject({ isShutDown: true, breaker: { state: 'closed' } });
    await pass(10_000, 1_000);
    expect(dependency.snapshot().breaker.state).toBe('closed');
  });
});
