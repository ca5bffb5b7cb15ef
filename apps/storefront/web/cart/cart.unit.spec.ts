import { describe, expect, it } from '@jest/globals';
import {
  type Cart,
  countOf,
  emptyCart,
  forNextAttempt,
  limitReached,
  operationName,
  quantityOf,
  refilled,
  withQuantity,
} from './cart.ts';

const cartOf = (...lines: readonly (readonly [string, number])[]): Cart => ({
  ...emptyCart('c1'),
  lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
});
const fullCart = cartOf(...Array.from({ length: 50 }, (_, n) => [`prod_${n}`, 1] as const));

describe('a quantity', () => {
  it('is set where the product is, or in a new last line', () => {
    const cart = withQuantity(cartOf(['prod_tea', 1], ['prod_mug', 1]), 'prod_tea', 3);
    expect(withQuantity(cart, 'prod_bell', 2)).toEqual(
      cartOf(['prod_tea', 3], ['prod_mug', 1], ['prod_bell', 2]),
    );
  });

  it.each([
    [100, 99],
    [Number.POSITIVE_INFINITY, 99],
    [2.9, 2],
  ])('of %d becomes %d', (wanted, quantity) => {
    expect(quantityOf(withQuantity(cartOf(['prod_tea', 1]), 'prod_tea', wanted), 'prod_tea')).toBe(quantity);
  });

  it.each([0, -1])('of %d removes the line', (wanted) => {
    expect(withQuantity(cartOf(['prod_tea', 2]), 'prod_tea', wanted).lines).toEqual([]);
  });

  it.each<[string, Cart, string, number]>([
    ['that is not a number', cartOf(['prod_tea', 2]), 'prod_tea', Number.NaN],
    ['of 0 for a product that is not there', cartOf(['prod_tea', 2]), 'prod_mug', 0],
    ['of product 51', fullCart, 'prod_mug', 1],
  ])('%s changes nothing', (_, cart, productId, quantity) => {
    expect(withQuantity(cart, productId, quantity)).toBe(cart);
  });
});

describe('a limit', () => {
  it.each<[string, Cart, string, ReturnType<typeof limitReached>]>([
    ['is reached at 99 of a product', cartOf(['prod_tea', 99]), 'prod_tea', 'quantity'],
    ['is not reached at 98', cartOf(['prod_tea', 98]), 'prod_tea', undefined],
    ['is reached at 50 products, for another one', fullCart, 'prod_tea', 'lines'],
    ['is not reached at 50 products, for one of them', fullCart, 'prod_7', undefined],
  ])('%s', (_, cart, productId, limit) => {
    expect(limitReached(cart, productId)).toBe(limit);
  });
});

describe('the operation', () => {
  it('has the name of the cart and its attempt, whatever is in it', () => {
    const cart = cartOf(['prod_tea', 1]);
    expect(operationName(cart)).toBe('cart-c1-1');
    expect(operationName(withQuantity(cart, 'prod_tea', 2))).toBe('cart-c1-1');
    expect(operationName(forNextAttempt(cart))).toBe('cart-c1-2');
  });
});

it('counts pieces', () => {
  expect(countOf(cartOf(['prod_tea', 2], ['prod_mug', 3]))).toBe(5);
});

describe('a cart that is filled again', () => {
  const orderOf = (...ordered: readonly (readonly [string, number])[]) => ({
    lines: ordered.map(([productId, quantity]) => ({
      productId,
      quantity,
      name: productId,
      unitPrice: { amountMinor: 100, currency: 'usd' },
      lineTotal: { amountMinor: 100 * quantity, currency: 'usd' },
    })),
  });
  const order = orderOf(['prod_tea', 2], ['prod_mug', 1]);

  it('has the lines of the order', () => {
    expect(refilled(emptyCart('c1'), order)).toEqual(cartOf(['prod_tea', 2], ['prod_mug', 1]));
  });

  it('keeps what it had, and gets no more of it than was ordered', () => {
    const cart = cartOf(['prod_bell', 1], ['prod_tea', 5], ['prod_mug', 1]);
    expect(refilled(cart, order)).toEqual(cart);
    expect(refilled(cartOf(['prod_tea', 1]), order)).toEqual(cartOf(['prod_tea', 2], ['prod_mug', 1]));
  });

  it('has the sum of two lines with the same product, up to 99', () => {
    const twice = orderOf(['prod_tea', 2], ['prod_mug', 1], ['prod_tea', 3]);
    expect(refilled(emptyCart('c1'), twice)).toEqual(cartOf(['prod_tea', 5], ['prod_mug', 1]));
    expect(refilled(emptyCart('c1'), orderOf(['prod_tea', 60], ['prod_tea', 60]))).toEqual(
      cartOf(['prod_tea', 99]),
    );
  });
});
