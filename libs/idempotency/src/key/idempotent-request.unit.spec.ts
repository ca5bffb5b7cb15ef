import { describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { keyedRequest, keyHash, readKey } from './idempotent-request.ts';

const codeOf = (lines: string[], requestId?: unknown): string => {
  try {
    return `key ${readKey(lines, requestId)}`;
  } catch (error) {
    if (error instanceof Problem) return error.kind.code;
    throw error;
  }
};

describe('readKey', () => {
  it.each([
    ['bare', ['8e03978e-40d5-43dd-bc93-6894a57f9324'], '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['quoted', ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'], '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['quoted with parameters', ['"abc";v=1'], 'abc'],
    ['with white space around', ['  abc  '], 'abc'],
    ['one character', ['a'], 'a'],
    ['255 characters', ['k'.repeat(255)], 'k'.repeat(255)],
    ['quoted with escapes', [String.raw`"a\"b\\c"`], String.raw`a"b\c`],
    ['bare with signs', ["order:42/try'1'=(x)"], "order:42/try'1'=(x)"],
  ])('accepts a key that is %s', (_, lines, key) => {
    expect(readKey(lines, undefined)).toBe(key);
  });

  it.each([
    ['empty', ['']],
    ['an empty string', ['""']],
    ['256 characters', ['k'.repeat(256)]],
    ['with a space', ['a b']],
    ['quoted with a space', ['"a b"']],
    ['with a comma', ['a,b']],
    ['with a semicolon', ['a;b']],
    ['with an open quote', ['"abc']],
    ['with something after the quote', ['"abc"def']],
    ['not ASCII', ['ä']],
    ['on two lines', ['abc', 'abc']],
    ['with a backslash', [String.raw`a\b`]],
  ])('refuses a key that is %s', (_, lines) => {
    expect(codeOf(lines)).toBe('idempotency_key_malformed');
  });

  it('refuses a request without a key', () => {
    expect(codeOf([])).toBe('idempotency_key_missing');
  });

  describe('when the body has a requestId', () => {
    it('uses it in place of the header', () => {
      expect(readKey([], 'abc')).toBe('abc');
    });

    it('accepts both if they agree, in any spelling of the header', () => {
      expect(readKey(['"abc"'], 'abc')).toBe('abc');
    });

    it('refuses both if they differ', () => {
      expect(codeOf(['abc'], 'abd')).toBe('idempotency_key_conflict');
    });

    it.each([[''], ['a b'], ['k'.repeat(256)], [42], [null]])('refuses %p as malformed', (requestId) => {
      expect(codeOf([], requestId)).toBe('idempotency_key_malformed');
    });
  });
});

describe('keyHash', () => {
  it('is a UUID and the same for the same caller and key', () => {
    expect(keyHash('shop', 'abc')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(keyHash('shop', 'abc')).toBe(keyHash('shop', 'abc'));
  });

  it('differs by caller: a key belongs to its caller', () => {
    expect(keyHash('shop', 'abc')).not.toBe(keyHash('other', 'abc'));
  });

  it('does not confuse the end of the caller with the start of the key', () => {
    expect(keyHash('a', 'bc')).not.toBe(keyHash('ab', 'c'));
  });

  it('keeps the timestamp of a UUIDv7 in front, so that rows created together are adjacent', () => {
    expect(keyHash('shop', '01a20e29-83be-7577-8964-7405c640568c')).toMatch(/^01a20e29-83be-/);
  });
});

describe('keyedRequest', () => {
  it.each([
    ['a UUIDv7', '01a20e29-83be-7577-8964-7405c640568c', '2026-11-24T15:25:31.454Z'],
    ['a UUIDv7 in capitals', '01A20E29-83BE-7577-8964-7405C640568C', '2026-11-24T15:25:31.454Z'],
    [
      'the last UUIDv7 of all, in years that Postgres reads',
      'ffffffff-ffff-7fff-bfff-ffffffffffff',
      '9999-12-31T00:00:00.000Z',
    ],
    ['a UUIDv4', '8e03978e-40d5-43dd-bc93-6894a57f9324', undefined],
    ['anything else', 'order 42', undefined],
  ])('reads the timestamp of %s', (_, key, time) => {
    expect(keyedRequest('shop', key, '').keyTime).toBe(time);
  });

  it('differs by content, but not by the order of its members', () => {
    const of = (content: string): string => keyedRequest('shop', 'k', content).fingerprint.toString('hex');
    expect(of('{"a":1,"b":2}')).toBe(of('{"b":2,"a":1}'));
    expect(of('{"a":1}')).not.toBe(of('{"a":2}'));
  });
});
