import { describe, expect, it } from '@jest/globals';
import { isReturnUrl, withParameters } from './return-url.ts';

describe('isReturnUrl', () => {
  it.each(['https://shop.example/orders/1?from=bank', 'http://127.0.0.1:3000', 'com.shop.app://paid'])(
    'accepts %s',
    (url) => expect(isReturnUrl(url)).toBe(true),
  );

  it.each([
    'javascript:alert(1)',
    'JavaScript://shop.example/%0aalert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@shop.example',
    'http:shop.example',
    'https://',
    'https://shop.example/a b',
    '/orders/1',
    'shop.example',
  ])('refuses %s', (url) => expect(isReturnUrl(url)).toBe(false));
});

describe('withParameters', () => {
  const outcome = { payment_intent: 'pi_1', redirect_status: 'succeeded' };
  it.each([
    ['https://a.example/x', 'https://a.example/x?payment_intent=pi_1&redirect_status=succeeded'],
    [
      'https://a.example/?q=a%20b+c#top',
      'https://a.example/?q=a%20b+c&payment_intent=pi_1&redirect_status=succeeded#top',
    ],
    ['shop://paid', 'shop://paid?payment_intent=pi_1&redirect_status=succeeded'],
  ])('adds to %s and keeps the rest', (url, expected) => {
    expect(withParameters(url, outcome)).toBe(expected);
  });
});
