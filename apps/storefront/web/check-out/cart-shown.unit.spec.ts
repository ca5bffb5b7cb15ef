import { describe, expect, it } from '@jest/globals';
import { type Product } from '../api.ts';
import { cartShown } from './cart-shown.ts';
import { aSubmission, total } from './submission.fixture.ts';

const product = (productId: string, amountMinor: number): Product => ({
  productId,
  name: productId,
  description: '',
  unitPrice: { amountMinor, currency: 'usd' },
  imageUrl: `/images/${productId}.svg`,
});
const products = [product('prod_tea', 2100), product('prod_mug', 2500)];
const changed = { lines: [{ productId: 'prod_tea', quantity: 3 }] };

describe('what the form shows', () => {
  it('is the cart while nothing is on its way', () => {
    expect(cartShown(changed, undefined, products)).toMatchObject({
      lines: [{ productId: 'prod_tea', quantity: 3 }],
      total: { amountMinor: 6300 },
    });
  });

  it('is what was sent, though the cart has changed or is empty', () => {
    for (const cart of [changed, { lines: [] }])
      expect(cartShown(cart, aSubmission, products)).toMatchObject({
        lines: aSubmission.body.lines,
        gone: [],
        total,
      });
  });

  it('keeps the total that was sent, though a product is no longer sold', () => {
    expect(cartShown(changed, aSubmission, [])).toMatchObject({ gone: [], total });
  });
});
