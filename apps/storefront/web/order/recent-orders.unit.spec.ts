import { describe, expect, it } from '@jest/globals';
import { keepRecentOrder, readRecentOrders, type RecentOrder } from './recent-orders.ts';

function aStorage(stored?: string) {
  const entries = new Map(stored === undefined ? [] : [['holdfast.orders', stored]]);
  return {
    getItem: (name: string) => entries.get(name) ?? null,
    setItem: (name: string, value: string) => void entries.set(name, value),
  };
}

const order = (n: number): RecentOrder => ({
  orderId: `ord_${n}`,
  name: `cart-a-${n}`,
  total: { amountMinor: 4200, currency: 'usd' },
  email: 'ada@example.com',
});

describe('the recent orders', () => {
  it('are the last 20, newest first', () => {
    const storage = aStorage();
    for (let n = 1; n <= 22; n += 1) keepRecentOrder(order(n), storage);
    const ids = readRecentOrders(storage).map(({ orderId }) => orderId);
    expect(ids).toHaveLength(20);
    expect([ids[0], ids.at(-1)]).toEqual(['ord_22', 'ord_3']);
  });

  it('hold an order once, and put it first again', () => {
    const storage = aStorage();
    for (const n of [1, 2, 1]) keepRecentOrder(order(n), storage);
    expect(readRecentOrders(storage)).toEqual([order(1), order(2)]);
  });

  it.each([
    ['no JSON', 'not JSON'],
    ['no list', '{"orderId":"ord_1"}'],
    ['other things', '[1,null,{"orderId":"ord_1"},{"orderId":"","name":"n","email":"e","total":{}}]'],
  ])('are none if the entry holds %s', (_, stored) => {
    expect(readRecentOrders(aStorage(stored))).toEqual([]);
  });

  it('are none if the browser blocks its storage', () => {
    const storage = {
      ...aStorage(),
      getItem: (): string => {
        throw new Error('SecurityError');
      },
    };
    expect(readRecentOrders(storage)).toEqual([]);
  });
});
