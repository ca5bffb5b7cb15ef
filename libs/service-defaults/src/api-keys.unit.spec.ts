import { describe, expect, it } from '@jest/globals';
import { apiKeyList, ApiKeys } from './api-keys.ts';

describe('apiKeyList', () => {
  it('reads name:secret pairs, with spaces around them and a comma at the end', () => {
    expect(apiKeyList.parse(' checkout:s1 , ops.team-2:s:2,')).toEqual([
      { caller: 'checkout', secret: 's1' },
      { caller: 'ops.team-2', secret: 's:2' },
    ]);
  });

  it.each([undefined, '', ' ', ','])('names nobody when it is %p', (text) => {
    expect(apiKeyList.parse(text)).toEqual([]);
  });

  it.each([
    ['a name without a secret', 'checkout', 'name:secret'],
    ['an empty secret', 'checkout:', 'name:secret'],
    ['an empty name', ':secret', 'name:secret'],
    ['a space in a name', 'check out:secret', 'name:secret'],
    ['a space in a secret', 'checkout:se cret', 'name:secret'],
    ['the reserved name', 'public:secret', '"public" is reserved'],
    ['a caller twice', 'checkout:s1,checkout:s2', 'names a caller twice'],
    ['two callers with one secret', 'checkout:s1,email:s1', 'gives two callers one secret'],
  ])('refuses %s', (_, text, reason) => {
    const result = apiKeyList.safeParse(text);
    expect(result.error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
  });
});

describe('ApiKeys', () => {
  const keys = new ApiKeys(
    [
      { caller: 'checkout', secret: 'one' },
      { caller: 'email', secret: 'two' },
    ],
    [{ caller: 'qa', secret: 'three' }],
  );

  it.each([
    ['one', 'checkout'],
    ['two', 'email'],
    ['three', 'qa'],
  ])('knows who presents %p', (secret, caller) => expect(keys.callerOf(secret)).toBe(caller));

  it.each(['', 'on', 'one ', 'ONE', 'oneone', 'checkout'])('does not know %p', (secret) => {
    expect(keys.callerOf(secret)).toBeUndefined();
  });

  it('lets a caller change its secret by having two for a while', () => {
    const both = new ApiKeys(
      [{ caller: 'checkout', secret: 'old' }],
      [{ caller: 'checkout', secret: 'new' }],
    );
    expect([both.callerOf('old'), both.callerOf('new')]).toEqual(['checkout', 'checkout']);
  });

  it('refuses one secret for two callers, in whichever lists they stand', () => {
    const secret = 's3cret';
    const make = () => new ApiKeys([{ caller: 'checkout', secret }], [{ caller: 'qa', secret }]);
    expect(make).toThrow('checkout and qa have the same secret');
    expect(make).not.toThrow(secret);
  });
});
