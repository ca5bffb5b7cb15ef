import { describe, expect, it } from '@jest/globals';
import { keyHash } from './idempotent-request.ts';

describe('keyHash', () => {
  it('is a UUID and the same for the same caller and key', () => {
    expect(keyHash('shop', 'abc')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(keyHash('shop', 'abc')).toBe(keyHash('shop', 'abc'));
  });

  it('differs by caller: a key belongs to its caller', () => {
    expect(keyHash('shop', 'abc')).not.toBe(keyHash('other', 'abc'));
  });

  it('does not mix the end of the caller with the start of the key', () => {
    expect(keyHash('a', 'bc')).not.toBe(keyHash('ab', 'c'));
  });

  it('keeps the timestamp of a UUIDv7 in front, so that rows of one moment lie side by side', () => {
    expect(keyHash('shop', '01a20e29-83be-7577-8964-7405c640568c')).toMatch(/^01a20e29-83be-/);
  });
});
