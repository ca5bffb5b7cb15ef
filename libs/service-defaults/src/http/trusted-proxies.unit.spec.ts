import { describe, expect, it } from '@jest/globals';
import { trustedProxies, TrustedProxies } from './trusted-proxies.ts';

describe('TrustedProxies', () => {
  it('knows addresses and networks of both families, in any spelling and with a port', () => {
    const proxies = new TrustedProxies(['192.0.2.7', '10.0.0.0/8', 'fd00::/8']);
    const known = [
      '192.0.2.7',
      '10.200.3.4',
      'fd12::1',
      '::ffff:10.1.1.1',
      '10.1.1.1:51234',
      '[fd12::1]:443',
    ].map((each) => proxies.has(each));
    const others = ['192.0.2.8', '11.0.0.1', 'fe80::1', '', 'localhost'].map((each) => proxies.has(each));
    expect([known, others]).toEqual([Array(6).fill(true), Array(5).fill(false)]);
  });

  it('trusts no one by default', () => {
    expect(trustedProxies.parse(undefined).has('127.0.0.1')).toBe(false);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', 'true', '1', '::/129', '10.0.0.0/'])(
    'refuses %s as a setting',
    (text) => {
      expect(trustedProxies.safeParse(`192.0.2.7, ${text}`).success).toBe(false);
    },
  );
});
