import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CustomerResponse, SeededRandom } from '@holdfast/witness';
import { OrderReaders, readerName } from './order-readers.ts';

describe('OrderReaders', () => {
  let shop: http.Server;
  let asked: { readonly path: string | undefined; readonly token: string | undefined }[];
  let kept: CustomerResponse[];
  let mayRead: boolean;
  let respond: () => void;
  let readers: OrderReaders;

  beforeEach(async () => {
    asked = [];
    kept = [];
    mayRead = true;
    const mayRespond = new Promise<void>((resolve) => (respond = resolve));
    shop = http.createServer((request, response) => {
      asked.push({ path: request.url, token: request.headers.authorization });
      void mayRespond.then(() => response.end('{}'));
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    readers = new OrderReaders({
      instances: [{ name: 'checkout-2', url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}` }],
      random: new SeededRandom(7),
      signal: new AbortController().signal,
      mayRead: () => mayRead,
      keep: (response) => kept.push(response),
    });
  });
  afterEach(() => {
    shop.closeAllConnections();
    shop.close();
  });

  const placed = (orderId: string): CustomerResponse => ({
    shopper: 'Ada',
    startedAt: 1,
    endedAt: 2,
    method: 'POST',
    path: '/checkouts',
    key: 'k',
    sent: '{}',
    deadlineMs: null,
    status: 201,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify({ orderId, accessToken: `token of ${orderId}` }),
    failure: null,
  });
  const isRead = (orderId: string) => ({
    path: expect.stringMatching(new RegExp(`^/orders/${orderId}(/history)?$`)) as unknown,
    token: `Bearer token of ${orderId}`,
  });

  it('read some of the orders after their responses, with their tokens', async () => {
    respond();
    const orders = Array.from({ length: 8 }, (_, n) => `ord_${n}`);
    await Promise.all(orders.map((orderId) => readers.after(placed(orderId))));
    expect(asked.length).toBeGreaterThan(2);
    for (const each of asked) expect(orders.map(isRead)).toContainEqual(each);
    expect(kept.map(({ shopper }) => shopper)).toEqual(asked.map(() => readerName));
    expect(kept.map(({ pastLabTo }) => pastLabTo)).toEqual(asked.map(() => 'checkout-2'));
  });

  it('read an order in progress, and its history, immediately', async () => {
    respond();
    await readers.after({ ...placed('ord_1'), status: 202 });
    await readers.after({
      ...placed(''),
      path: '/orders/ord_1/refunds',
      text: '{"status":"pending"}',
    });
    for (const path of ['/orders/ord_1', '/orders/ord_1/history'])
      expect(asked.filter((each) => each.path === path).length).toBeGreaterThanOrEqual(2);
  });

  it('read nothing while they may not, but every order in a round', async () => {
    respond();
    mayRead = false;
    await Promise.all(['ord_1', 'ord_2'].map((orderId) => readers.after(placed(orderId))));
    expect(asked).toEqual([]);
    await readers.round();
    expect(asked).toEqual(expect.arrayContaining([isRead('ord_1'), isRead('ord_2')]));
  });

  it('finish a read before an act that counts messages begins', async () => {
    mayRead = false;
    await readers.after(placed('ord_1'));
    const steps: string[] = [];
    const round = readers.round().then(() => steps.push('read'));
    const acted = readers.yieldTo(() => Promise.resolve(steps.push('act')));
    respond();
    await Promise.all([round, acted]);
    expect(steps.toSorted()).toEqual(['act', 'read']);
    expect(kept).toHaveLength(1);
  });

  it('ignore responses that name no order', async () => {
    const refused = { ...placed(''), status: 422, text: '{"code":"x"}' };
    await readers.after(refused);
    await readers.after({ ...refused, text: 'garbage', headers: {} });
    await readers.after({ ...refused, path: '/orders/ord_9/refunds' });
    await readers.round();
    expect(asked).toEqual([]);
  });
});
