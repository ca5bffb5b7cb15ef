import { describe, expect, it } from '@jest/globals';
import { Problem, withRequestContext } from '@holdfast/service-defaults';
import { asProblem } from './as-problem.ts';
import { down, refused } from './fallback-chain.fixture.ts';
import { AbsentError } from './absent-error.ts';

const problemOf = (error: Error, random = 0): Problem => {
  const problem = asProblem(error, () => random);
  if (!(problem instanceof Problem)) throw new Error('not a Problem', { cause: error });
  return problem;
};

describe('asProblem', () => {
  it.each([
    'breaker_open',
    'bulkhead_full',
    'retry_after_pause',
    'timeout',
    'server_error',
    'connect_failed',
  ] as const)('makes a 503 of %s', (reason) =>
    expect(problemOf(down(reason)).kind).toMatchObject({ status: 503, code: 'service_unavailable' }),
  );

  it('makes a 504 of a deadline that passed', () => {
    expect(problemOf(down('deadline')).kind).toMatchObject({ status: 504, code: 'deadline_exceeded' });
  });

  it("makes a 504 of any failure once the client's deadline has passed", () => {
    const trace = {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      isSampled: true,
    };
    const timedOut = (ms: number): number =>
      withRequestContext(
        { requestId: 'r1', trace, deadlineAt: performance.now() + ms },
        () => problemOf(down('timeout')).kind.status,
      );
    expect([timedOut(20), timedOut(5_000)]).toEqual([504, 503]);
  });

  it.each([
    [undefined, 0, '1'],
    [0, 0.9, '1'],
    [4_001, 0, '5'],
    [60_000, 0, '60'],
    [60_000, 0.5, '63'],
  ])('turns %p ms with jitter %d into a Retry-After of %s s', (retryAfterMs, random, seconds) => {
    expect(problemOf(down('breaker_open', { retryAfterMs }), random).headers).toEqual({
      'retry-after': seconds,
    });
  });

  it('hides the dependency and its message from the client, and keeps them for the log', () => {
    const error = down();
    const problem = problemOf(error);
    const body = JSON.stringify(problem.body({ instance: '/', traceId: 't' }));
    expect(body).not.toMatch(/tips|is down/);
    expect(problem.cause).toBe(error);
  });

  it.each([[refused], [new AbsentError('tips')], [new TypeError('a bug')]])(
    'returns %s unchanged',
    (error) => {
      expect(asProblem(error)).toBe(error);
    },
  );
});
