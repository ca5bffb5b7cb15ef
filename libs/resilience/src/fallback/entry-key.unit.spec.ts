import { describe, expect, it } from '@jest/globals';
import { entryKey, sharedScope, type KeyParts } from './entry-key.ts';

const parts: KeyParts = {
  service: 'shop',
  name: 'tips',
  schemaVersion: 1,
  scope: 'ada',
  args: { limit: 4, of: 'x' },
};
const key = entryKey(parts);

describe('entryKey', () => {
  it('names service, chain, version and scope, and hashes the arguments', () => {
    expect(key).toMatch(/^holdfast:shop:tips:1:ada:[0-9a-f]{64}$/);
  });

  it('is the same for arguments in another order', () => {
    expect(entryKey({ ...parts, args: { of: 'x', limit: 4 } })).toBe(key);
  });

  it.each<Partial<KeyParts>>([
    { scope: 'bob' },
    { name: 'news' },
    { service: 'blog' },
    { schemaVersion: 2 },
    { args: { limit: 5, of: 'x' } },
    { args: { limit: '4', of: 'x' } },
    { args: null },
  ])('differs for %j', (other) => expect(entryKey({ ...parts, ...other })).not.toBe(key));

  it('does not let a scope imitate another part', () => {
    expect(entryKey({ ...parts, scope: 'ada:1' })).toContain(':ada%3A1:');
    expect(entryKey({ ...parts, scope: '*' })).not.toBe(entryKey({ ...parts, scope: sharedScope }));
  });
});
