import { describe, expect, it } from '@jest/globals';
import { isOfOwnPages } from './own-pages.ts';

const hosts = ['lab.example'];

describe('isOfOwnPages', () => {
  it.each([
    ['a program', { host: 'localhost:3000' }],
    ['a program at a loopback address', { host: '127.0.0.1:3000' }],
    ['a program at an IPv6 loopback address', { host: '[::1]:3000' }],
    ['a program at a listed host', { host: 'LAB.example' }],
    [
      'our own page',
      { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
    ],
    ['our own page at a listed host', { host: 'lab.example', origin: 'https://lab.example' }],
    ['a link that the user typed', { host: 'localhost:3000', 'sec-fetch-site': 'none' }],
  ])('accepts %s', (_, headers) => expect(isOfOwnPages(headers, hosts)).toBe(true));

  it.each([
    ['another site', { host: 'localhost:3000', origin: 'https://evil.example' }],
    ['another port of this machine', { host: 'localhost:3000', origin: 'http://localhost:5000' }],
    ['another name of this machine', { host: 'localhost:3000', origin: 'http://127.0.0.1:3000' }],
    ['a page without an origin', { host: 'localhost:3000', origin: 'null' }],
    ['an empty origin', { host: 'localhost:3000', origin: '' }],
    ['a form of another site', { host: 'localhost:3000', 'sec-fetch-site': 'cross-site' }],
    ['a foreign name that leads here', { host: 'rebound.example:3000' }],
    ['a foreign name, as its own page', { host: 'rebound.example', origin: 'http://rebound.example' }],
    ['a name that only begins like a loopback address', { host: '127.0.0.1.evil.example' }],
    ['a name that only ends like a listed host', { host: 'evil-lab.example' }],
    ['a request without a host', {}],
  ])('refuses %s', (_, headers) => expect(isOfOwnPages(headers, hosts)).toBe(false));
});
