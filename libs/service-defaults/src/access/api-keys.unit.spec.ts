import { describe, expect, it } from '@jest/globals';
import { apiKeyList, ApiKeys } from './api-keys.ts';
import { defaultScopes, type Scope } from './scopes.ts';

const key = (caller: string, secret: string, scopes: readonly Scope[] = defaultScopes) => ({
  caller,
  secret,
  scopes,
});

describe('apiKeyList', () => {
  it('reads name:secret pairs, with spaces around them and a comma at the end', () => {
    expect(apiKeyList.parse(' checkout:s1 , ops.team-2:s:2,')).toEqual([
      key('checkout', 's1', ['charge', 'refund']),
      key('ops.team-2', 's:2', ['charge', 'refund']),
    ]);
  });

  it.each([
    ['checkout:s1:charge+refund+ledger', 's1', ['charge', 'refund', 'ledger']],
    ['checkout:s1:ops', 's1', ['ops']],
    ['checkout:s1:read+read', 's1', ['read']],
    ['checkout:s:1:read+reconcile', 's:1', ['read', 'reconcile']],
  ] as const)('reads the scopes of %s', (text, secret, scopes) => {
    expect(apiKeyList.parse(text)).toEqual([key('checkout', secret, scopes)]);
  });

  it.each([
    ['checkout:charge', 'charge'],
    ['checkout:charge+refund', 'charge+refund'],
    ['checkout:s1:more', 's1:more'],
    ['checkout:s1:one+two', 's1:one+two'],
    ['checkout:read:s1', 'read:s1'],
  ])('takes all of %s for the secret', (text, secret) => {
    expect(apiKeyList.parse(text)).toEqual([key('checkout', secret)]);
  });

  it.each([undefined, '', ' ', ','])('names no caller when it is %p', (text) => {
    expect(apiKeyList.parse(text)).toEqual([]);
  });

  it('takes two secrets of one caller, each with scopes of its own', () => {
    expect(apiKeyList.parse('checkout:old,checkout:new:charge')).toEqual([
      key('checkout', 'old'),
      key('checkout', 'new', ['charge']),
    ]);
  });

  it.each([
    ['a name without a secret', 'checkout', 'name:secret'],
    ['an empty secret', 'checkout:', 'name:secret'],
    ['an empty secret before scopes', 'checkout::read', 'name:secret'],
    ['an empty name', ':secret', 'name:secret'],
    ['a space in a name', 'check out:secret', 'name:secret'],
    ['a space in a secret', 'checkout:se cret', 'name:secret'],
    ['the reserved name', 'public:secret', '"public" is reserved'],
    ['an unknown scope', 'checkout:s1:charge+refnd', 'an unknown scope'],
    ['a scope in capitals', 'checkout:s1:charge+REFUND', 'an unknown scope'],
    ['a plus at the end', 'checkout:s1:charge+', 'an unknown scope'],
    ['two callers with one secret', 'checkout:s1,email:s1', 'checkout and email have the same secret'],
    [
      'one secret with two sets of scopes',
      'qa:s1:read,qa:s1:ops',
      'qa lists one secret with different scopes',
    ],
  ])('refuses %s', (_, text, reason) => {
    const result = apiKeyList.safeParse(text);
    expect(result.error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
  });
});

describe('ApiKeys', () => {
  const keys = new ApiKeys(
    [key('checkout', 'one', ['charge', 'ledger']), key('email', 'two', ['read'])],
    [key('qa', 'three')],
  );

  it.each([
    ['one', 'checkout', ['charge', 'ledger']],
    ['two', 'email', ['read']],
    ['three', 'qa', ['charge', 'refund']],
  ])('knows who presents %p, and what for', (secret, caller, scopes) =>
    expect(keys.holderOf(secret)).toEqual({ caller, scopes }),
  );

  it.each(['', 'on', 'one ', 'ONE', 'oneone', 'checkout'])('does not know %p', (secret) => {
    expect(keys.holderOf(secret)).toBeUndefined();
  });

  it.each([
    ['in one list', [[key('checkout', 'old'), key('checkout', 'new')]]],
    ['in two lists', [[key('checkout', 'old')], [key('checkout', 'new')]]],
  ])('lets a caller change its secret by having two for a while, %s', (_, lists) => {
    const both = new ApiKeys(...lists);
    expect([both.holderOf('old')?.caller, both.holderOf('new')?.caller]).toEqual(['checkout', 'checkout']);
  });

  it('refuses one secret for two callers, in whichever lists they stand', () => {
    const secret = 's3cret';
    const make = () => new ApiKeys([key('checkout', secret)], [key('qa', secret)]);
    expect(make).toThrow('checkout and qa have the same secret');
    expect(make).not.toThrow(secret);
  });

  it('takes as long for the first key of many as for the last, and for none', () => {
    const many = new ApiKeys(Array.from({ length: 5_000 }, (_, n) => key(`caller-${n}`, `secret-${n}`)));
    const fastestMs = (secret: string): number => {
      const times = Array.from({ length: 15 }, () => {
        const since = performance.now();
        many.holderOf(secret);
        return performance.now() - since;
      });
      return Math.min(...times);
    };
    const [first, last, none] = ['secret-0', 'secret-4999', 'secret-5000'].map(fastestMs) as [
      number,
      number,
      number,
    ];
    // A search that ended with the key it found would need a thousandth of the time for the first.
    expect(Math.min(first, last, none) / Math.max(first, last, none)).toBeGreaterThan(0.2);
  });
});
