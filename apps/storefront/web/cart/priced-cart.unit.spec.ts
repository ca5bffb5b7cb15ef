import { describe, expect, it } from '@jest/globals';
import { type Product } from '../api.ts';
import { pricedCart } from './priced-cart.ts';

const product = (productId: string, amountMinor: number): Product => ({
  productId,
  name: productId.toUpperCase(),
  description: '',
  unitPrice: { amountMinor, currency: 'usd' },
  imageUrl: `/images/${productId}.svg`,
});
const products = [product('tea', 2100), product('mug', 1600)];

describe('a cart at the prices of the catalog', () => {
  it('has a total for each line, and one for all', () => {
    const lines = [
      { productId: 'mug', quantity: 1 },
      { productId: 'tea', quantity: 2 },
    ];
    const priced = pricedCart({ lines }, products);
    expect(
      priced.lines.map(({ name, quantity, lineTotal }) => [name, quantity, lineTotal.amountMinor]),
    ).toEqual([
      ['MUG', 1, 1600],
      ['TEA', 2, 4200],
    ]);
    expect(priced).toMatchObject({ gone: [], total: { amountMinor: 5800, currency: 'usd' } });
  });

  it('does not count what is no longer sold', () => {
    const gone = { productId: 'lantern', quantity: 1 };
    const priced = pricedCart({ lines: [gone, { productId: 'tea', quantity: 1 }] }, products);
    expect(priced).toMatchObject({ gone: [gone], total: { amountMinor: 2100 } });
  });

  it('has no total if nothing can be bought', () => {
    expect(pricedCart({ lines: [] }, products).total).toBeUndefined();
    expect(pricedCart({ lines: [{ productId: 'lantern', quantity: 1 }] }, products).total).toBeUndefined();
  });
});
