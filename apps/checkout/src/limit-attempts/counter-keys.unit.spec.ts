import { describe, expect, it } from '@jest/globals';
import { mailboxOf, networkOf } from './counter-keys.ts';

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['[2001:db8:1:2::1]:443', '2001:db8:1:2'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('mailboxOf', () => {
  it('is the same for every spelling of an address, and does not reveal it', () => {
    expect(mailboxOf(' Ada@Example.com')).toBe(mailboxOf('ada@example.com'));
    expect(mailboxOf('ada+tea+2@example.com')).toBe(mailboxOf('ada@example.com'));
    expect(mailboxOf('+ada@example.com')).not.toBe(mailboxOf('+bea@example.com'));
    expect(mailboxOf('ada@example.com')).not.toBe(mailboxOf('bea@example.com'));
    expect(mailboxOf('ada@example.com')).toMatch(/^[\w-]{22}$/);
  });
});
