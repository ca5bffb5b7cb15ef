import { describe, expect, it } from '@jest/globals';
import { type PlaceOrder } from '@holdfast/contracts';
import { Problem } from '@holdfast/service-defaults';
import { priceCart } from './price-cart.ts';

const aCart = (over: Partial<PlaceOrder> = {}): PlaceOrder => ({
  customer: { email: 'ada@example.com' },
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_mug', quantity: 1 },
  ],
  paymentMethod: 'pm_card_visa',
  ...over,
});

const refusalOf = (cart: PlaceOrder): { code: string; extensions: unknown } => {
  try {
    priceCart(cart);
  } catch (error) {
    if (error instanceof Problem) return { code: error.kind.code, extensions: error.options.extensions };
    throw error;
  }
  throw new Error('the cart was not refused');
};

describe('priceCart', () => {
  it('takes names and prices from the catalogue', () => {
    const { lines, total } = priceCart(aCart());
    expect(lines[0]).toEqual({
      productId: 'prod_tea',
      name: 'Harbour black tea',
      quantity: 2,
      unitPrice: { amountMinor: 2100, currency: 'usd' },
      lineTotal: { amountMinor: 4200, currency: 'usd' },
    });
    expect(total).toEqual({ amountMinor: 4200 + 1600, currency: 'usd' });
  });

  it('takes the total that the customer expects when it is right', () => {
    expect(() => priceCart(aCart({ expectedTotal: { amountMinor: 5800, currency: 'usd' } }))).not.toThrow();
  });

  it.each([
    { amountMinor: 5799, currency: 'usd' },
    { amountMinor: 5800, currency: 'eur' },
  ])('refuses another total than expected: $amountMinor $currency', (expectedTotal) => {
    expect(refusalOf(aCart({ expectedTotal }))).toEqual({
      code: 'price_changed',
      extensions: { expectedTotal, actualTotal: { amountMinor: 5800, currency: 'usd' } },
    });
  });

  it('names every unknown product', () => {
    const lines = ['prod_tea', 'prod_x', 'prod_y'].map((productId) => ({ productId, quantity: 1 }));
    expect(refusalOf(aCart({ lines }))).toMatchObject({
      code: 'product_unknown',
      extensions: { errors: [{ pointer: '/lines/1/productId' }, { pointer: '/lines/2/productId' }] },
    });
  });
});
