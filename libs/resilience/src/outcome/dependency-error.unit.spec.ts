import { describe, expect, it } from '@jest/globals';
import { fateOf } from './dependency-error.ts';

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const codedError = (code: string) => Object.assign(new Error(code), { code });

describe('fateOf', () => {
  it.each([
    ['ECONNREFUSED', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENETUNREACH', 'connect'],
    ['ETIMEDOUT', 'connect'],
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
  ])('is unsent after %s in %s', (code, syscall) => {
    expect(fateOf(systemError(code, syscall))).toBe('unsent');
    expect(fateOf(new TypeError('fetch failed', { cause: systemError(code, syscall) }))).toBe('unsent');
  });

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'])('is unsent after %s', (code) => {
    expect(fateOf(codedError(code))).toBe('unsent');
  });

  it.each([
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
    ['ETIMEDOUT', 'read'],
  ])('is unknown after %s in %s: the request may have left before', (code, syscall) => {
    expect(fateOf(systemError(code, syscall))).toBe('unknown');
  });

  it.each(['UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_DESTROYED'])(
    'is unknown after %s',
    (code) => {
      expect(fateOf(codedError(code))).toBe('unknown');
    },
  );

  it('is unsent when every address was tried in vain, and unknown as soon as one is not proven', () => {
    const refused = systemError('ECONNREFUSED', 'connect');
    const all = Object.assign(new AggregateError([refused, systemError('ETIMEDOUT', 'connect')]), {
      code: 'ECONNREFUSED',
    });
    const some = Object.assign(new AggregateError([refused, systemError('ECONNRESET', 'read')]), {
      code: 'ECONNREFUSED',
    });
    expect([fateOf(all), fateOf(some)]).toEqual(['unsent', 'unknown']);
  });

  it('is unknown for what proves nothing', () => {
    const own = new Error('round and round');
    own.cause = own;
    for (const error of [own, new AggregateError([]), new Error('x'), 'ECONNREFUSED', undefined])
      expect(fateOf(error)).toBe('unknown');
  });
});
