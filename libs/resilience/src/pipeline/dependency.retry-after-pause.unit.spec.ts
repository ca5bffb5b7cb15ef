import { describe, expect, it } from '@jest/globals';
import { answers, aPipeline, failing, failureOf, type PipelineUnderTest } from './pipeline.fixture.ts';

const askingFor = (retryAfterMs: number) => ({
  isReplayable: true,
  classify: failing({ retryAfterMs, pausesCalls: true }),
});
const patient = { deadlineMs: 30_000, breaker: false } as const;

const beganAfterMs = ({ remote }: PipelineUnderTest) =>
  remote.beganAt.map((at) => at - (remote.beganAt[0] ?? 0));

describe('a Retry-After', () => {
  it('is respected in full, plus at most a tenth', async () => {
    const pipeline = aPipeline({ ...patient, attempts: 2 }, () => 0.5);
    pipeline.remote.will(answers(503), answers('fine'));
    const call = pipeline.dependency.call(pipeline.remote.work, askingFor(1_000));
    await pipeline.pass(1_200, 1);
    expect(await call).toMatchObject({ value: 'fine', attempts: 2 });
    expect(beganAfterMs(pipeline)).toEqual([0, 1_051]);
  });

  it('does not shorten the backoff', async () => {
    const pipeline = aPipeline({ ...patient, backoff: { baseMs: 1_000 } }, () => 0.5);
    pipeline.remote.will(answers(503), answers('fine'));
    const call = pipeline.dependency.call(pipeline.remote.work, askingFor(100));
    await pipeline.pass(1_000, 10);
    await call;
    expect(beganAfterMs(pipeline)).toEqual([0, 500]);
  });

  it('of 0 pauses nothing', async () => {
    const { dependency, remote, eventsOf } = aPipeline();
    remote.will(answers(503), answers('fine'));
    expect(await dependency.run(remote.work, askingFor(0))).toBe('fine');
    expect(eventsOf('retry-after-pause.started')).toEqual([]);
  });

  it.each([30_000, Infinity])(
    'of %d ms that does not fit is not waited for: the response is returned immediately',
    async (ms) => {
      const { dependency, remote, clock } = aPipeline({ deadlineMs: 2_000 });
      remote.will(answers(503));
      expect(await dependency.call(remote.work, askingFor(ms))).toEqual({
        value: 503,
        attempts: 1,
        wasSentBefore: false,
        retriesSuppressedBy: 'deadline',
      });
      expect(clock.timers).toBe(0);
    },
  );
});

describe('a dependency that asked clients to back off', () => {
  it('is not called at all, and shows until when', async () => {
    const { dependency, remote, pass, clock, eventsOf } = aPipeline({ attempts: 1 });
    remote.will(answers(503));
    await dependency.call(remote.work, askingFor(1_000));
    expect(dependency.snapshot().pausedUntil).toBe(clock.wallNow() + 1_000);
    await pass(900);
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({
      reason: 'retry_after_pause',
      execution: 'not_sent',
      retryAfterMs: 100,
      mayServeStale: true,
      message: 'payments: not called: it asked clients to back off',
    });
    expect(remote.attempts).toHaveLength(1);
    await pass(100);
    remote.will(answers());
    expect(await dependency.run(remote.work)).toBe('fine');
    expect(dependency.snapshot().pausedUntil).toBeUndefined();
    expect(eventsOf('retry-after-pause.started')).toEqual([
      { type: 'retry-after-pause.started', dependency: 'payments', forMs: 1_000 },
    ]);
  });

  it('for more than a minute is called again after a minute', async () => {
    const { dependency, remote, pass } = aPipeline({ attempts: 1 });
    remote.will(answers(503), answers());
    await dependency.call(remote.work, askingFor(3_600_000));
    await pass(59_000, 1_000);
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ retryAfterMs: 1_000 });
    await pass(1_000, 1_000);
    expect(await dependency.run(remote.work)).toBe('fine');
  });

  it('and then for a shorter time is paused for the longer one', async () => {
    const { dependency, remote, pass } = aPipeline({ attempts: 1 });
    remote.will(answers(503));
    const calls = [
      dependency.call(remote.work, askingFor(1_000)),
      dependency.call(remote.work, askingFor(10)),
    ];
    await Promise.all(calls);
    await pass(500);
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({ retryAfterMs: 500 });
  });

  it('is not called by retries of other calls either', async () => {
    const pipeline = aPipeline({ ...patient, attempts: 2 }, () => 0.5);
    const { dependency, remote, pass } = pipeline;
    remote.will(answers(503), answers(503), answers('fine'));
    const first = dependency.call(remote.work, askingFor(1_000));
    const second = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(2_000);
    expect(await Promise.all([first, second])).toMatchObject([{ value: 'fine' }, { value: 'fine' }]);
    expect(beganAfterMs(pipeline).filter((ms) => ms > 0 && ms < 1_000)).toEqual([]);
  });

  it('is not called by a retry scheduled before; that call gets the result of its last attempt', async () => {
    const { dependency, remote, pass } = aPipeline({ ...patient, attempts: 2 }, () => 0.5);
    remote.will(answers(500), answers(503));
    const waiting = dependency.call(remote.work, { isReplayable: true, classify: failing() });
    await pass(10);
    await dependency.call(remote.work, { ...askingFor(5_000), isReplayable: false });
    await pass(100);
    expect(await waiting).toEqual({
      value: 500,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'retry_after_pause',
    });
    expect(remote.attempts).toHaveLength(2);
    expect(dependency.snapshot().retryBudget.used).toBe(0);
  });

  it('for one call only is still called by the others', async () => {
    const { dependency, remote } = aPipeline({ attempts: 1 });
    remote.will(answers(503), answers());
    await dependency.call(remote.work, { classify: failing({ retryAfterMs: 5_000 }) });
    expect(await dependency.run(remote.work)).toBe('fine');
  });
});
