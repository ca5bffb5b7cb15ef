import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLogger, loggedError, NestLogger, reasonOf } from './logger.ts';
import { withRequestContext } from '../request/request-context.ts';
import { continueTrace } from '../request/trace-context.ts';

type Line = Record<string, unknown>;

function aLogger(level = 'info') {
  const written: string[] = [];
  const logger = createLogger(
    'checkout',
    { LOG_LEVEL: level, LOG_FORMAT: 'json' },
    {
      write: (text) => void written.push(text),
    },
  );
  return { logger, written, lines: () => written.map((text) => JSON.parse(text) as Line) };
}

describe('createLogger', () => {
  it('writes one JSON object per line with level, time, service and message', () => {
    const { logger, written, lines } = aLogger();
    logger.info({ orderId: 'ord_1' }, 'first\nline');
    logger.warn('second');
    expect(written.map((text) => text.indexOf('\n') === text.length - 1)).toEqual([true, true]);
    expect(lines()).toMatchObject([
      { level: 'info', service: 'checkout', orderId: 'ord_1', msg: 'first\nline' },
      { level: 'warn', service: 'checkout', msg: 'second' },
    ]);
    expect(lines()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('leaves out what is below its level', () => {
    const { logger, written } = aLogger('warn');
    logger.info('quiet');
    expect(written).toEqual([]);
  });

  it.each(['authorization', 'cookie', 'paymentMethod', 'secret', 'apiKey', 'password'])(
    'hides %s at the top and one level below',
    (name) => {
      const { logger, written } = aLogger();
      logger.info({ [name]: 's3cret-top', headers: { [name]: 's3cret-below' } }, 'seen');
      expect(written.join()).not.toContain('s3cret');
      expect(written.join().match(/\[redacted\]/g)).toHaveLength(2);
    },
  );

  it('hides keys of Stripe in any text, whole or masked', () => {
    const { logger, lines } = aLogger();
    const error = new Error('Expired API Key provided: rk_live_***********abcd');
    logger.error({ err: error, url: 'whsec_s3cret' }, 'no such key: sk_test_s3cret.');
    expect(JSON.stringify(lines())).not.toMatch(/s3cret|abcd|_live_/);
    expect(lines()[0]).toMatchObject({ msg: 'no such key: [redacted].', url: '[redacted]' });
  });

  it('puts the ids of the request on lines written inside it', () => {
    const { logger, lines } = aLogger();
    const trace = continueTrace(undefined);
    withRequestContext({ requestId: 'r1', trace, deadlineAt: undefined }, () => logger.info('inside'));
    logger.info('outside');
    const [inside, outside] = lines();
    expect(inside).toMatchObject({ requestId: 'r1', traceId: trace.traceId });
    expect(outside).not.toHaveProperty('requestId');
  });

  it('logs an error of the driver without the query and its parameters', () => {
    const { logger, lines, written } = aLogger();
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.com) already exists.',
    });
    const err = new QueryFailedError('insert into customer values ($1)', ['ada@example.com'], driverError);
    logger.error({ err }, 'failed');
    expect(written.join()).not.toMatch(/ada@example\.com|insert into/);
    expect(lines()).toMatchObject([
      { err: { type: 'QueryFailedError', message: expect.any(String), code: '23505' } },
    ]);
  });
});

describe('loggedError', () => {
  it('keeps type, message, code, stack and causes', () => {
    const cause = Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED', secret: 'x' });
    const error = new Error('payments: no answer', { cause });
    expect(loggedError(error)).toEqual({
      type: 'Error',
      message: 'payments: no answer',
      stack: error.stack,
      cause: { type: 'TypeError', message: 'fetch failed', code: 'ECONNREFUSED', stack: cause.stack },
    });
  });

  it('ends with an error that is its own cause', () => {
    const own = new Error('round and round');
    own.cause = own;
    expect(JSON.stringify(loggedError(own)).length).toBeGreaterThan(0);
  });

  it.each([
    ['thrown text', { type: 'string', message: 'thrown text' }],
    [undefined, { type: 'undefined', message: 'undefined' }],
    [{ token: 's3cret' }, { type: 'object', message: '[object Object]' }],
  ])('logs %p, which is not an error, unchanged', (thrown, logged) =>
    expect(loggedError(thrown)).toEqual(logged),
  );
});

describe('NestLogger', () => {
  it("keeps Nest's chatter for debugging and passes on its warnings and errors with their stack", () => {
    const { logger, lines } = aLogger();
    const nest = new NestLogger(logger);
    nest.log('Nest application successfully started');
    nest.warn('careful');
    nest.error(new Error('no provider'));
    nest.error('it broke', 'Error: it broke\n    at somewhere', 'Context');
    expect(lines()).toMatchObject([
      { level: 'warn', msg: 'careful' },
      { level: 'error', err: { message: 'no provider' } },
      { level: 'error', msg: 'it broke', stack: expect.stringContaining('at somewhere') },
    ]);
  });
});

describe('reasonOf', () => {
  it('describes a failure and its cause in one line, without stacks', () => {
    const cause = new Error('connect ECONNREFUSED');
    expect(reasonOf(new Error('nothing was charged', { cause }))).toBe(
      'nothing was charged: connect ECONNREFUSED',
    );
  });

  it('does not say the same twice', () => {
    const cause = new Error('connect ECONNREFUSED');
    expect(reasonOf(new Error(`payments: ${cause.message}`, { cause }))).toBe(
      'payments: connect ECONNREFUSED',
    );
  });

  it('never formats a stack', () => {
    const formatted: string[] = [];
    const anError = (message: string, cause?: Error): Error =>
      Object.defineProperty(new Error(message, { cause }), 'stack', {
        get: () => formatted.push(message),
      });
    reasonOf(anError('nothing was charged', anError('connect ECONNREFUSED')));
    expect(formatted).toEqual([]);
  });

  it('accepts a value that is not an error', () => {
    expect(reasonOf('plain text')).toBe('plain text');
    expect(reasonOf(new Error('nothing was charged', { cause: 'a closed socket' }))).toBe(
      'nothing was charged: a closed socket',
    );
  });
});
