import { describe, expect, it } from '@jest/globals';
import { type PlaceOrder } from '@holdfast/contracts';
import { Problem } from '@holdfast/service-defaults';
import { priceCart, type PricedCart } from './price-cart.ts';

const aCart = (over: Partial<PlaceOrder> = {}): PlaceOrder => ({
  customer: { email: 'ada@example.com' },
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_mug', quantity: 1 },
  ],
  paymentMethod: 'pm_card_visa',
  ...over,
});

const priced = (cart: PlaceOrder): PricedCart => {
  const result = priceCart(cart);
  if (result instanceof Problem) throw result;
  return result;
};

const refusalOf = (cart: PlaceOrder): { code: string; extensions: unknown } => {
  const result = priceCart(cart);
  if (!(result instanceof Problem)) throw new Error('the cart was not refused');
  return { code: result.kind.code, extensions: result.options.extensions };
};

describe('priceCart', () => {
  it('uses names and prices from the catalog', () => {
    const { lines, total } = priced(aCart());
    expect(lines[0]).toEqual({
      productId: 'prod_tea',
      name: 'Harbor black tea',
      quantity: 2,
      unitPrice: { amountMinor: 2100, currency: 'usd' },
      lineTotal: { amountMinor: 4200, currency: 'usd' },
    });
    expect(total).toEqual({ amountMinor: 4200 + 1600, currency: 'usd' });
  });

  it('accepts a correct expected total', () => {
    const expectedTotal = { amountMinor: 5800, currency: 'usd' };
    expect(priced(aCart({ expectedTotal })).total).toEqual(expectedTotal);
  });

  it.each([
    { amountMinor: 5799, currency: 'usd' },
    { amountMinor: 5800, currency: 'eur' },
  ])('refuses a wrong expected total: $amountMinor $currency', (expectedTotal) => {
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
