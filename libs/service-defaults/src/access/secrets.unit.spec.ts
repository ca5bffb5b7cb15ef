import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { extraKeysAreStrong, extraKeysTooWeak, readConfig, serviceSettings } from '../config/config.ts';
import { refusalOf } from '../config/config.fixture.ts';
import { isLoopback, secret, weaknessOf } from './secrets.ts';

const schema = z.object({ ...serviceSettings, TOKEN: secret }).refine(extraKeysAreStrong, extraKeysTooWeak);
const strong = randomBytes(24).toString('hex');
const complete = { PORT: '3001', TOKEN: strong };

describe('weaknessOf', () => {
  it.each([24, 32, 48])('finds nothing in %i random characters, in hex or base64', (length) => {
    for (const encoding of ['hex', 'base64url'] as const)
      expect(weaknessOf(randomBytes(48).toString(encoding).slice(0, length))).toBeUndefined();
  });

  it.each(['x1', 'short', 'a1b2c3d4e5f6a7b8c9d0e1f'])('calls %s too short', (text) => {
    expect(weaknessOf(text)).toMatch(/^is shorter than 24 characters/);
  });

  it.each([
    'change-me-recommendations',
    'sk_test_change_me',
    'CHANGEME-CHANGEME-CHANGEME',
    'this-is-an-example-of-a-secret',
    'your-secret-goes-into-this-place',
    'secret-secret-secret-secret',
    'password123456789012345678',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  ])('calls %s a placeholder', (text) => {
    expect(weaknessOf(text)).toMatch(/^is a placeholder/);
  });
});

describe('a service', () => {
  it.each([
    ['API_KEYS', 'qa:too-short-by-far', 'the secret of qa is shorter than 24 characters'],
    ['API_KEYS', `old:${strong},qa:change-me-change-me-change-me`, 'the secret of qa is a placeholder'],
    ['TOKEN', 'too-short-by-far', 'is shorter than 24 characters'],
  ])(
    'does not start with a secret in %s that can be guessed, and does not repeat it (%s)',
    (name, value, reason) => {
      const refusal = refusalOf(schema, { ...complete, [name]: value });
      expect(refusal).toContain(`${name}: ${reason}`);
      expect(refusal).not.toMatch(/too-short-by-far|change-me/);
    },
  );

  it('says one thing of a list that cannot be read', () => {
    expect(refusalOf(schema, { ...complete, API_KEYS: 'nameless' }).match(/API_KEYS: /g)).toHaveLength(1);
  });

  it.each(['127.0.0.1', '127.4.5.6', 'localhost', '::1'])(
    'takes a short secret in EXTRA_API_KEYS while it listens at %s',
    (HOST) => {
      expect(readConfig('checkout', schema, { ...complete, HOST, EXTRA_API_KEYS: 'qa:short' })).toMatchObject(
        { EXTRA_API_KEYS: [{ caller: 'qa', secret: 'short' }] },
      );
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.7', 'shop.internal'])(
    'takes none while it listens at %s, where others may reach it',
    (HOST) => {
      expect(isLoopback(HOST)).toBe(false);
      const refusal = refusalOf(schema, { ...complete, HOST, EXTRA_API_KEYS: 'qa:short' });
      expect(refusal).toContain('EXTRA_API_KEYS: has a secret that is a placeholder or shorter than 24');
      expect(() =>
        readConfig('checkout', schema, { ...complete, HOST, EXTRA_API_KEYS: `qa:${strong}` }),
      ).not.toThrow();
    },
  );
});
