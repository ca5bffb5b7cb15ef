import { describe, expect, it } from '@jest/globals';
import { AttemptTimeout, CallCanceled } from './abort-reasons.ts';
import { classifyError, outcomeOf } from './classify-error.ts';
import { DependencyError } from './dependency-error.ts';
import { type Cause } from './attempt-outcome.ts';

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const codedError = (code: string) => Object.assign(new Error(code), { code });
const wrapped = (cause: unknown) => new TypeError('fetch failed', { cause });
const outcomeOfError = (error: unknown) => classifyError({ kind: 'error', error });
const executionOf = (error: unknown) => outcomeOfError(error).execution;

describe('the execution of a call', () => {
  it.each([
    ['ECONNREFUSED', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENETUNREACH', 'connect'],
    ['ETIMEDOUT', 'connect'],
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
  ])('is not_sent after %s in %s', (code, syscall) => {
    expect(executionOf(systemError(code, syscall))).toBe('not_sent');
    expect(executionOf(wrapped(systemError(code, syscall)))).toBe('not_sent');
  });

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'])('is not_sent after %s', (code) => {
    expect(executionOf(codedError(code))).toBe('not_sent');
    expect(executionOf(wrapped(codedError(code)))).toBe('not_sent');
  });

  it.each([
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
    ['ETIMEDOUT', 'read'],
  ])('is unknown after %s in %s: the request may have left before', (code, syscall) => {
    expect(executionOf(systemError(code, syscall))).toBe('unknown');
  });

  it.each(['UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_DESTROYED'])(
    'is unknown after %s',
    (code) => {
      expect(executionOf(codedError(code))).toBe('unknown');
    },
  );

  it('is not_sent if every address failed to connect, and unknown if one failure proves nothing', () => {
    const refused = systemError('ECONNREFUSED', 'connect');
    const all = Object.assign(new AggregateError([refused, systemError('ETIMEDOUT', 'connect')]), {
      code: 'ECONNREFUSED',
    });
    const some = Object.assign(new AggregateError([refused, systemError('ECONNRESET', 'read')]), {
      code: 'ECONNREFUSED',
    });
    expect([executionOf(all), executionOf(some)]).toEqual(['not_sent', 'unknown']);
  });

  it('is unknown for errors that prove nothing', () => {
    const own = new Error('round and round');
    own.cause = own;
    for (const error of [own, new AggregateError([]), new Error('x'), 'ECONNREFUSED', undefined])
      expect(executionOf(error)).toBe('unknown');
  });
});

describe('an error', () => {
  it.each([
    ['connect_failed', systemError('ECONNREFUSED', 'connect'), 'failure', 'always', true],
    ['connection_lost', systemError('ECONNRESET', 'read'), 'failure', 'if_replayable', true],
    ['connection_lost', wrapped(codedError('UND_ERR_SOCKET')), 'failure', 'if_replayable', true],
    ['timeout', new AttemptTimeout(1_000), 'failure', 'if_replayable', true],
    ['canceled', new CallCanceled('gone'), 'ignore', 'never', false],
    ['shutting_down', codedError('UND_ERR_CLOSED'), 'ignore', 'never', true],
    ['shutting_down', codedError('UND_ERR_DESTROYED'), 'ignore', 'never', true],
    ['unclassified', new Error('x'), 'failure', 'never', true],
    ['unclassified', undefined, 'failure', 'never', true],
    ['internal_error', new TypeError('x is not a function'), 'ignore', 'never', false],
    ['internal_error', new RangeError('x'), 'ignore', 'never', false],
    ['internal_error', new ReferenceError('x'), 'ignore', 'never', false],
    ['internal_error', new SyntaxError('x'), 'ignore', 'never', false],
  ] as const)('is %s: %p', (cause, error, breakerSignal, retry, mayServeStale) => {
    expect(outcomeOfError(error)).toMatchObject({ cause, breakerSignal, retry, mayServeStale });
  });

  it.each(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_URL'])(
    'with the code %s is an internal error: our own arguments were wrong',
    (code) => {
      expect(outcomeOfError(codedError(code)).cause).toBe('internal_error');
    },
  );

  it.each(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_SOCKET_CLOSED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HPE_INVALID'])(
    'with the code %s is a connection error',
    (code) => {
      expect(outcomeOfError(codedError(code)).cause).toBe('connection_lost');
    },
  );

  it('is followed ten causes deep, and no deeper', () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? systemError('ECONNREFUSED', 'connect') : wrapped(nested(depth - 1));
    expect(executionOf(nested(10))).toBe('not_sent');
    expect(executionOf(nested(11))).toBe('unknown');
  });
});

describe('the error of another dependency', () => {
  const errorOf = (reason: Cause, execution: 'not_sent' | 'responded' | 'unknown' = 'unknown') =>
    new DependencyError('stripe', reason, execution, 'is down', {
      cause: systemError('ECONNREFUSED', 'connect'),
      mayServeStale: false,
      retryAfterMs: 700,
    });

  it('keeps its reason, execution and Retry-After, and is not retried', () => {
    expect(outcomeOfError(errorOf('timeout'))).toEqual({
      cause: 'timeout',
      breakerSignal: 'failure',
      retry: 'never',
      mayServeStale: false,
      execution: 'unknown',
      retryAfterMs: 700,
    });
  });

  it.each([
    'breaker_open',
    'bulkhead_full',
    'retry_after_pause',
    'deadline',
    'canceled',
    'shutting_down',
  ] as const)('does not count against the calling dependency if it was refused: %s', (reason) => {
    expect(outcomeOfError(errorOf(reason, 'not_sent'))).toMatchObject({
      breakerSignal: 'ignore',
      execution: 'not_sent',
    });
  });

  it('is unknown although its last attempt was not_sent, wherever it is nested', () => {
    expect(executionOf(new Error('no price', { cause: errorOf('connect_failed') }))).toBe('unknown');
    expect(executionOf(new Error('no price', { cause: errorOf('connect_failed', 'not_sent') }))).toBe(
      'not_sent',
    );
  });
});

describe('a value', () => {
  it.each([undefined, null, 0, new Error('returned, not thrown')])('is a final response: %p', (value) => {
    expect(classifyError({ kind: 'value', value })).toMatchObject({
      cause: 'final_response',
      breakerSignal: 'success',
    });
  });
});

describe('outcomeOf', () => {
  const throws = () => {
    throw new Error('a broken classifier');
  };

  it('uses the result of the classifier', () => {
    const outcome = outcomeOfError(new Error('x'));
    expect(outcomeOf({ kind: 'value', value: 1 }, () => outcome)).toBe(outcome);
  });

  it('ignores a classifier that throws', () => {
    expect(outcomeOf({ kind: 'value', value: 1 }, throws)).toMatchObject({
      cause: 'internal_error',
      breakerSignal: 'ignore',
    });
    const error = systemError('ECONNREFUSED', 'connect');
    expect(outcomeOf({ kind: 'error', error }, throws)).toEqual(outcomeOfError(error));
  });
});
