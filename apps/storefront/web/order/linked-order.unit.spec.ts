import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Order, type Reading } from '@holdfast/checkout-client';
import { readLinked } from './linked-order.ts';
import { anOrder, found, refused, unread } from './order.fixture.ts';

const order = anOrder();
const missing = refused(404);
const unauthorized = refused(401);
const lost = unread('network');

/** Reads the same with every token, and lists those that it kept. */
function client(reading: Reading<Order>) {
  const kept: string[] = [];
  return {
    kept,
    reads: 0,
    keepToken(_orderId: string, token: string): Promise<void> {
      kept.push(token);
      return Promise.resolve();
    },
    readOrder(): Promise<Reading<Order>> {
      this.reads += 1;
      return Promise.resolve(reading);
    },
  };
}

let dropped: number;

beforeEach(() => {
  dropped = 0;
});

const read = (stored: Reading<Order>, linked: Reading<Order>) => {
  const [shop, trial] = [client(stored), client(linked)];
  const link = { token: 'new', drop: () => void (dropped += 1) };
  return { shop, reading: readLinked('ord_1', link, shop, trial) };
};

describe('an order opened by a link', () => {
  it.each([
    ['another', unauthorized],
    ['a good one', found(order)],
  ])('keeps a token that works in place of %s', async (_, stored) => {
    const { shop, reading } = read(stored, found(order));
    expect(await reading).toEqual(found(order));
    expect(shop).toMatchObject({ kept: ['new'], reads: 0 });
    expect(dropped).toBe(1);
  });

  it('keeps the stored token if that of the link opens nothing', async () => {
    const { shop, reading } = read(found(order), missing);
    expect(await reading).toEqual(found(order));
    expect([shop.kept, dropped]).toEqual([[], 1]);
  });

  it('is refused as by the link if neither opens it, also after a reload', async () => {
    const { shop, reading } = read(unauthorized, missing);
    expect(await reading).toEqual(missing);
    expect([shop.kept, dropped]).toEqual([[], 0]);
  });

  it.each([
    ['the link', found(order), lost],
    ['the stored token', lost, missing],
  ])('decides nothing while %s cannot be tried', async (_, stored, linked) => {
    const { shop, reading } = read(stored, linked);
    expect(await reading).toEqual(lost);
    expect([shop.kept, dropped]).toEqual([[], 0]);
  });
});

describe('an order opened without a link', () => {
  it('is read with the stored token', async () => {
    const [shop, trial] = [client(found(order)), client(missing)];
    expect(await readLinked('ord_1', undefined, shop, trial)).toEqual(found(order));
    expect([trial.reads, shop.kept]).toEqual([0, []]);
  });
});
