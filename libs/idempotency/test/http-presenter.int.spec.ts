import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { Client, type Got, isReplay, replayable } from './http-client.fixture.ts';
import { bootOrders, type OrderService, script, signature } from './http-orders.fixture.ts';

let service: OrderService;
let client: Client;

beforeAll(async () => {
  service = await bootOrders();
  client = new Client(service.url, 'shop-secret');
});
beforeEach(() => {
  script.accepts = () => true;
});
afterAll(async () => {
  client.close();
  await service.close();
});

const post = (key: string, item: string, headers: Record<string, string> = {}): Promise<Got> =>
  client.send('/orders/signed', { key, body: { item }, headers });

describe('a route with a presenter', () => {
  it.each(['tea', 'declined'])('sends the presented response, and stores the original: %s', async (item) => {
    const key = uuidv7();
    const first = await post(key, item);
    expect(first.body.toString()).toContain(signature);
    const { rows } = await service.pool.query<{ row: string }>(
      `select convert_from(body, 'utf8') as row from idempotency_key where body is not null`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes(signature))).toEqual([]);
    const replay = await post(key, item);
    expect([replayable(replay), isReplay(replay)]).toEqual([replayable(first), true]);
    expect(first.headers['content-length']).toBe(String(Buffer.byteLength(first.body)));
  });

  it('presents a response that another request waited for', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    script.pay = () => promise;
    const key = uuidv7();
    const first = post(key, 'tea');
    const waiting = post(key, 'tea', { prefer: 'wait=5' });
    resolve('paid');
    const [one, other] = await Promise.all([first, waiting]);
    expect(one.body.toString()).toContain(signature);
    expect([one.status, other.status, other.body]).toEqual([201, 201, one.body]);
  });

  it('presents a replay of a request that would be refused today', async () => {
    const key = uuidv7();
    const first = await post(key, 'tea');
    script.accepts = () => false;
    const replay = await post(key, 'tea');
    expect([replayable(replay), isReplay(replay)]).toEqual([replayable(first), true]);
  });
});
