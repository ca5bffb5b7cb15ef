import { describe, expect, it } from '@jest/globals';
import { classifyHttp, type HttpResponse } from './classify-http.ts';

const now = Date.UTC(2026, 0, 1);

const outcomeOf = (status: number, headers: HttpResponse['headers'] = {}, body: unknown = {}) =>
  classifyHttp({ kind: 'value', value: { status, headers, body } }, now);

describe('an HTTP response', () => {
  it.each([200, 201, 204, 302, 304, 400, 401, 403, 404, 405, 409, 410, 412, 422, 451, 501, 505])(
    'of %d means that the server is healthy',
    (status) => {
      expect(outcomeOf(status)).toEqual({
        cause: 'final_response',
        breakerSignal: 'success',
        retry: 'never',
        mayServeStale: false,
        execution: 'responded',
      });
    },
  );

  it.each([
    [408, 'request_timeout', 'failure', 'never', true],
    [425, 'final_response', 'ignore', 'never', false],
    [429, 'throttled', 'ignore', 'never', true],
    [500, 'server_error', 'failure', 'if_replayable', true],
    [502, 'unavailable', 'failure', 'if_replayable', true],
    [503, 'unavailable', 'failure', 'if_replayable', true],
    [504, 'unavailable', 'failure', 'if_replayable', true],
    [507, 'server_error', 'failure', 'if_replayable', true],
  ] as const)('of %d means %s', (status, cause, breakerSignal, retry, mayServeStale) => {
    expect(outcomeOf(status)).toEqual({ cause, breakerSignal, retry, mayServeStale, execution: 'responded' });
  });

  it.each([
    ['X-Should-Retry: false', { 'x-should-retry': 'false' }, {}],
    ['a problem type', {}, { type: 'https://shop.example/problems/overloaded-do-not-retry' }],
  ])('that forbids a retry by %s is not retried', (_, headers, body) => {
    expect(outcomeOf(503, headers, body)).toMatchObject({ breakerSignal: 'failure', retry: 'never' });
  });

  it.each([
    ['X-Should-Retry: true', { 'x-should-retry': 'true' }, {}],
    ['another problem type', {}, { type: 'about:blank' }],
    ['text', {}, 'overloaded-do-not-retry'],
    ['nothing', {}, null],
  ])('with %s may be retried', (_, headers, body) => {
    expect(outcomeOf(503, headers, body).retry).toBe('if_replayable');
  });

  it('of 4xx is never retried, whatever it says', () => {
    expect(outcomeOf(429, { 'retry-after': '1', 'x-should-retry': 'true' }).retry).toBe('never');
  });
});

describe('Retry-After', () => {
  it.each([
    [503, true],
    [429, true],
    [500, false],
    [502, false],
    [408, false],
  ])('of a %d pauses calls: %p', (status, pausesCalls) => {
    expect(outcomeOf(status, { 'retry-after': '2' })).toMatchObject({ retryAfterMs: 2_000, pausesCalls });
  });

  it('may be a date', () => {
    const header = new Date(now + 3_000).toUTCString();
    expect(outcomeOf(503, { 'retry-after': header })).toMatchObject({ retryAfterMs: 3_000 });
  });

  it.each(['', 'abc', '-5', '1.5', '0x10'])('with the value %p is ignored', (header) => {
    const outcome = outcomeOf(503, { 'retry-after': header });
    expect(outcome).not.toHaveProperty('retryAfterMs');
    expect(outcome).not.toHaveProperty('pausesCalls');
  });

  it('of a final response is ignored', () => {
    expect(outcomeOf(404, { 'retry-after': '2' })).not.toHaveProperty('retryAfterMs');
  });
});

describe('a call without a response', () => {
  it('is classified by its error', () => {
    const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' });
    expect(classifyHttp({ kind: 'error', error }, now)).toMatchObject({ cause: 'connect_failed' });
  });
});
