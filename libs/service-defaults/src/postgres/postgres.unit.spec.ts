import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { isPostgresUnavailable, isRolledBackByPostgres } from './postgres.ts';

function failure(code: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { code });
}

const queryFailed = (driverError: Error) => new QueryFailedError('select 1', [], driverError);

describe('isPostgresUnavailable', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])(
    'is true for a connection that failed with %s',
    (code) => expect(isPostgresUnavailable(failure(code))).toBe(true),
  );

  it.each([
    ['08006', 'connection failure'],
    ['08P01', 'protocol violation'],
    ['28P01', 'a refused login'],
    ['3D000', 'no such database'],
    ['53300', 'too many connections'],
    ['53100', 'disk full'],
    ['57P01', 'shut down by the administrator'],
    ['57P03', 'cannot connect now'],
    ['25006', 'read only, a standby'],
    ['58030', 'input or output failed'],
    ['25P03', 'stood still in a transaction'],
  ])('is true for SQLSTATE %s (%s)', (state) => {
    expect(isPostgresUnavailable(queryFailed(failure(state)))).toBe(true);
  });

  it.each([
    ['23505', 'unique violation'],
    ['23503', 'foreign key violation'],
    ['40001', 'serialization failure'],
    ['42P01', 'undefined table'],
    ['57014', 'query canceled'],
    ['22P02', 'invalid text'],
  ])('is false for SQLSTATE %s (%s): the database is there', (state) => {
    expect(isPostgresUnavailable(queryFailed(failure(state)))).toBe(false);
  });

  it.each(['FATAL', 'PANIC'])('is true for whatever ends the session (%s)', (severity) => {
    expect(isPostgresUnavailable(Object.assign(failure('42501'), { severity }))).toBe(true);
    expect(isPostgresUnavailable(Object.assign(failure('42501'), { severity: 'ERROR' }))).toBe(false);
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('is true for the driver\'s "%s"', (message) => {
    expect(isPostgresUnavailable(new Error(message))).toBe(true);
  });

  it('looks into causes and aggregated errors', () => {
    const refused = failure('ECONNREFUSED');
    expect(isPostgresUnavailable(new Error('no order', { cause: refused }))).toBe(true);
    expect(isPostgresUnavailable(new AggregateError([refused], ''))).toBe(true);
    expect(isPostgresUnavailable(new Error('no order', { cause: new AggregateError([refused]) }))).toBe(true);
  });

  it('is false for a bug, for a value that is not an error, and for an error that is its own cause', () => {
    const own = new Error('round and round');
    own.cause = own;
    for (const error of [
      new TypeError('x is undefined'),
      undefined,
      null,
      'ECONNREFUSED',
      { code: '08006' },
      own,
    ])
      expect(isPostgresUnavailable(error)).toBe(false);
  });
});

describe('isRolledBackByPostgres', () => {
  it.each([
    ['40001', 'serialization failure', true],
    ['40P01', 'deadlock', true],
    ['55P03', 'no lock in time', true],
    ['57014', 'canceled after its time', true],
    ['57P01', 'shut down by the administrator', false],
    ['23505', 'unique violation', false],
  ])('for SQLSTATE %s (%s) is %s', (state, _what, expected) => {
    expect(isRolledBackByPostgres(queryFailed(failure(state)))).toBe(expected);
    expect(isRolledBackByPostgres(new Error('no order', { cause: failure(state) }))).toBe(expected);
  });
});
