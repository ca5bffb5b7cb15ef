import { describe, expect, it } from '@jest/globals';
import { ReturnUrls } from './return-urls.ts';

describe('ReturnUrls', () => {
  it.each([
    ['https://shop.example', 'https://shop.example/orders/ord_1?from=bank'],
    ['https://shop.example//', 'https://shop.example/orders/ord_1?from=bank'],
    ['http://127.0.0.1:3001/shop/', 'http://127.0.0.1:3001/shop/orders/ord_1?from=bank'],
  ])('leads from %s to the page of the order', (shopUrl, url) => {
    expect(new ReturnUrls(shopUrl).of('ord_1')).toBe(url);
  });

  it('has none without a shop', () => {
    expect(new ReturnUrls(undefined).of('ord_1')).toBeUndefined();
  });
});
