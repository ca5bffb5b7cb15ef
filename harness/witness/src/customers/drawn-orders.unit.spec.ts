import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../plans/seeded-random.ts';
import { DrawnOrders, twoTeas, UsedTotals } from './drawn-orders.ts';
import { inDollars, priceOf } from './price-list.ts';

const draw = (seed: number, totals = new UsedTotals()): DrawnOrders =>
  new DrawnOrders(new SeededRandom(seed), totals);

describe('drawn orders', () => {
  it('never have the same total in a run, however many customers draw', () => {
    const totals = new UsedTotals();
    const orders = Array.from({ length: 100 }, (_, seed) => draw(seed, totals)).flatMap((drawn) =>
      Array.from({ length: 30 }, () => priceOf(drawn.next().lines)),
    );
    expect(new Set(orders).size).toBe(3_000);
    expect(orders).not.toContain(priceOf(twoTeas.lines));
  });

  it('are the same for the same seed, and others for another', () => {
    const carts = (seed: number): string => {
      const drawn = draw(seed);
      return JSON.stringify([drawn.letters(), ...Array.from({ length: 5 }, () => drawn.next())]);
    };
    expect(carts(7)).toBe(carts(7));
    expect(carts(7)).not.toBe(carts(8));
  });

  it('are long once in a while', () => {
    const drawn = draw(1);
    const sizes = Array.from({ length: 100 }, () => drawn.next().lines.length);
    expect(sizes.filter((size) => size > 10).length).toBeGreaterThan(5);
    expect(sizes.filter((size) => size <= 3).length).toBeGreaterThan(50);
  });

  it('list some products in several lines', () => {
    const drawn = draw(1);
    const carts = Array.from({ length: 100 }, () => drawn.next().lines.map(({ productId }) => productId));
    const short = carts.filter(({ length }) => length <= 3);
    expect(short.filter((products) => new Set(products).size < products.length).length).toBeGreaterThan(5);
  });
});

describe('the price of a cart', () => {
  it('is the sum of the advertised prices', () => {
    expect(priceOf([...twoTeas.lines, { productId: 'prod_soap', quantity: 3 }])).toBe(7_800);
    expect(priceOf([{ productId: 'prod_anchor', quantity: 1 }])).toBeUndefined();
  });

  it('is shown in dollars', () => {
    expect([5, 4_200, 123_456_700].map(inDollars)).toEqual(['$0.05', '$42.00', '$1,234,567.00']);
  });
});
