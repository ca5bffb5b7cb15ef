import { describe, expect, it } from '@jest/globals';
import { classifyError } from '../outcome/classify-error.ts';
import { type Settled } from '../outcome/attempt-outcome.ts';
import { answers, aPipeline, broken, failing, failureOf, fails, neverSent } from './pipeline.fixture.ts';

const replayable = { isReplayable: true };
const failedValue = { isReplayable: true, classify: failing() };

describe('a replayable call', () => {
  it('is retried until it succeeds, and returns the number of attempts', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(broken()), fails(broken()), answers('paid'));
    const result = await dependency.call(remote.work, replayable);
    expect(result).toEqual({
      value: 'paid',
      attempts: 3,
      wasSentBefore: true,
      retriesSuppressedBy: undefined,
    });
  });

  it('numbers its attempts from 0', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(broken()));
    await failureOf(dependency.run(remote.work, replayable));
    expect(remote.attempts.map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  it('fails after the last attempt with its error and all causes', async () => {
    const { dependency, remote } = aPipeline();
    const last = broken();
    remote.will(fails(neverSent()), fails(broken()), fails(last));
    expect(await failureOf(dependency.run(remote.work, replayable))).toMatchObject({
      dependency: 'payments',
      reason: 'connection_lost',
      execution: 'unknown',
      attempts: ['connect_failed', 'connection_lost', 'connection_lost'],
      retriesSuppressedBy: 'attempts',
      mayServeStale: true,
      cause: last,
      message: 'payments: read ECONNRESET',
    });
  });

  it('returns a value that counts as a failure unchanged, and why it was not retried', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(answers(500), answers(502), answers(503));
    const result = await dependency.call(remote.work, failedValue);
    expect(result).toEqual({ value: 503, attempts: 3, wasSentBefore: true, retriesSuppressedBy: 'attempts' });
  });

  it.each([
    ['once', 1],
    ['five times', 5],
  ])('is attempted %s if so configured', async (_, attempts) => {
    const { dependency, remote } = aPipeline({ attempts });
    remote.will(fails(broken()));
    expect((await failureOf(dependency.run(remote.work, replayable))).attempts).toHaveLength(attempts);
    expect(remote.attempts).toHaveLength(attempts);
  });

  it('pauses between attempts according to backoff and jitter', async () => {
    const { dependency, remote, pass } = aPipeline({}, () => 0.5);
    remote.will(fails(broken()));
    const call = failureOf(dependency.run(remote.work, replayable));
    await pass(200);
    await call;
    const [first, second, third] = remote.beganAt.map((at) => at - (remote.beganAt[0] ?? 0));
    expect([first, second, third]).toEqual([0, 50, 150]);
  });
});

describe('a call that is not replayable', () => {
  it('is not retried after an attempt that may have had its effect', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(broken()));
    expect(await failureOf(dependency.run(remote.work))).toMatchObject({
      execution: 'unknown',
      retriesSuppressedBy: 'not_replayable',
      attempts: ['connection_lost'],
    });
  });

  it('is not retried after a value that counts as a failure', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(answers(503));
    const result = await dependency.call(remote.work, { classify: failing() });
    expect(result).toEqual({
      value: 503,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'not_replayable',
    });
  });

  it('is retried if it was never sent', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(neverSent()), answers('paid'));
    expect(await dependency.run(remote.work)).toBe('paid');
  });
});

describe('an outcome that forbids retries', () => {
  it('is not retried, and a failure says so', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(answers(408));
    const classify = failing({ cause: 'request_timeout', retry: 'never' });
    const result = await dependency.call(remote.work, { isReplayable: true, classify });
    expect(result).toEqual({
      value: 408,
      attempts: 1,
      wasSentBefore: false,
      retriesSuppressedBy: 'not_retryable',
    });
  });
});

describe('the execution of a call', () => {
  it.each([
    ['not_sent', 'no attempt was sent', [fails(neverSent()), fails(neverSent())]],
    ['unknown', 'only the last was never sent', [fails(broken()), fails(neverSent())]],
    ['unknown', 'the first was answered with a failure', [answers(503), fails(neverSent())]],
    ['unknown', 'only the first was never sent', [fails(neverSent()), fails(broken())]],
  ] as const)('is %s when %s', async (execution, _, behaviors) => {
    const { dependency, remote } = aPipeline({ attempts: 2 });
    remote.will(...behaviors);
    expect(await failureOf(dependency.run(remote.work, failedValue))).toMatchObject({ execution });
  });
});

describe('the response to a later attempt', () => {
  it('ends the doubt about an earlier one', async () => {
    const { dependency, remote } = aPipeline();
    remote.will(fails(broken()), answers('fine'));
    expect(await dependency.run(remote.work, replayable)).toBe('fine');
    const refusedFor = {
      cause: 'final_response',
      breakerSignal: 'success',
      retry: 'never',
      execution: 'responded',
    } as const;
    const classify = (settled: Settled<unknown>) =>
      settled.kind === 'error' && settled.error === declined
        ? { ...refusedFor, mayServeStale: false }
        : classifyError(settled);
    const declined = new Error('the card was declined');
    remote.will(fails(broken()), fails(declined));
    const error = await failureOf(dependency.run(remote.work, { isReplayable: true, classify }));
    expect(error).toMatchObject({
      execution: 'responded',
      reason: 'final_response',
      mayServeStale: false,
      cause: declined,
    });
  });
});
