import { describe, expect, it } from '@jest/globals';
import { fingerprinted } from './fingerprint.ts';

const printOf = async (body: object, path = '/checkouts') => (await fingerprinted(path, body)).fingerprint;

describe('fingerprinted', () => {
  it('gives equal bodies equal bytes in any order of members', async () => {
    const [a, b] = await Promise.all([
      fingerprinted('/x', { b: [1, { d: 4, c: 'é' }], a: undefined }),
      fingerprinted('/x', { b: [1, { c: 'é', d: 4 }] }),
    ]);
    expect(a).toEqual(b);
    expect(new TextDecoder().decode(a.bytes)).toBe('{"b":[1,{"c":"é","d":4}]}');
  });

  it('is SHA-256 over method, path and canonical body', async () => {
    // printf 'POST\0/checkouts\0{"a":1}' | sha256sum
    expect(await printOf({ a: 1 })).toBe('9a3c252db2748d97f6ba8f0fde8e5c9e8dd55f125fa691b3ac2f812f2e41e54f');
  });

  it.each([
    [{ quantity: 1 }, { quantity: 2 }],
    [{ lines: [1, 2] }, { lines: [2, 1] }],
    [{ a: null }, {}],
    [{ a: '1' }, { a: 1 }],
  ])('distinguishes %j from %j', async (one, other) => {
    expect(await printOf(one)).not.toBe(await printOf(other));
  });

  it('distinguishes paths', async () => {
    expect(await printOf({}, '/a')).not.toBe(await printOf({}, '/b'));
  });

  it.each([{ a: NaN }, { a: Infinity }, { a: '\ud800' }])(
    'refuses %p, which JSON cannot say',
    async (body) => {
      await expect(fingerprinted('/x', body)).rejects.toThrow(/not allowed/);
    },
  );
});
