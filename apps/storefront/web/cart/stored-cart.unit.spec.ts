import { describe, expect, it } from '@jest/globals';
import { type Cart, emptyCart } from './cart.ts';
import { parseCart, storedText } from './stored-cart.ts';

const tea = { productId: 'prod_tea', quantity: 2 };
const cart: Cart = { cartId: 'c1', attempt: 3, lines: [tea, { productId: 'prod_mug', quantity: 1 }] };
const stored = (change: object): string => JSON.stringify({ version: 1, ...cart, ...change });

describe('a stored cart', () => {
  it('is read as it was written', () => {
    expect(parseCart(storedText(cart))).toEqual(cart);
    expect(parseCart(storedText(emptyCart('c2')))).toEqual(emptyCart('c2'));
  });

  it.each([
    ['text that is not JSON', '{"version":1'],
    ['null', 'null'],
    ['another version', stored({ version: 2 })],
    ['a cart without an ID', stored({ cartId: '' })],
    ['an attempt before the first', stored({ attempt: 0 })],
    ['half an attempt', stored({ attempt: 1.5 })],
    ['lines that are not a list', stored({ lines: { 0: tea } })],
  ])('is not read from %s', (_, text) => {
    expect(parseCart(text)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['no product', { quantity: 1 }],
    ['an empty product', { productId: '', quantity: 1 }],
    ['a product that the API refuses', { productId: 'p'.repeat(65), quantity: 1 }],
    ['no quantity', { productId: 'prod_mug' }],
    ['a quantity of 0', { productId: 'prod_mug', quantity: 0 }],
    ['a fraction', { productId: 'prod_mug', quantity: 1.5 }],
    ['a quantity that is text', { productId: 'prod_mug', quantity: '1' }],
  ])('loses a line with %s, and keeps its name and its other lines', (_, line) => {
    expect(parseCart(stored({ lines: [line, tea] }))).toEqual({ ...cart, lines: [tea] });
  });

  it('has each product once, at most 99 of it', () => {
    const lines = [tea, { productId: 'prod_mug', quantity: 250 }, { ...tea, quantity: 98 }];
    expect(parseCart(stored({ lines }))?.lines).toEqual([
      { productId: 'prod_tea', quantity: 99 },
      { productId: 'prod_mug', quantity: 99 },
    ]);
  });

  it('has at most 50 lines', () => {
    const lines = Array.from({ length: 60 }, (_, n) => ({ productId: `prod_${n}`, quantity: 1 }));
    expect(parseCart(stored({ lines }))?.lines).toEqual(lines.slice(0, 50));
  });
});
