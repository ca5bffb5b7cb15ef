import { describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { readKey } from './key.ts';

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
