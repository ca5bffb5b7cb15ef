import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Customer } from './customer.ts';
import { type CustomerResponse } from './shopper.ts';

const stop = new AbortController();
let shop: http.Server;
let kept: CustomerResponse[];
let keys: unknown[];

beforeEach(async () => {
  shop = http.createServer();
  kept = [];
  keys = [];
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  stop.abort();
  shop.close();
});

const aCustomer = (clientRandom?: () => number): Customer =>
  new Customer('Ada', 'ada@shoppers.example', {
    url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}`,
    signal: new AbortController().signal,
    clientRandom,
    keep: (response) => kept.push(response),
  });

type Reply = readonly [status: number, headers: Record<string, string>, body: object];
const problem = { 'content-type': 'application/problem+json' };

/** Responds to the first requests with these, and to all others with the last. */
function responds(...replies: Reply[]): void {
  shop.on('request', (request, response) => {
    const [status, headers, body] = replies[Math.min(keys.length, replies.length - 1)] ?? [500, {}, {}];
    keys.push(request.headers['idempotency-key']);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, headers).end(JSON.stringify(body));
  });
}

describe.each([
  ['with a retry loop of its own', undefined, (key: string) => key],
  ['with the checkout client', () => 0.5, (key: string) => `"${key}"`],
])('a customer %s', (_how, random, spelled) => {
  it('leaves with the response if Retry-After is an hour', async () => {
    responds([429, { ...problem, 'retry-after': '3600' }, { code: 'too_many_attempts' }]);
    expect(await aCustomer(random).checkOut()).toMatchObject({ status: 429 });
    expect(kept).toHaveLength(1);
  });

  it('repeats one key until the response is final, and keeps every attempt in time', async () => {
    responds(
      [503, problem, { code: 'service_unavailable' }],
      [0, {}, {}],
      [402, problem, { code: 'card_declined' }],
    );
    const last = await aCustomer(random).checkOut();
    expect(kept.map(({ status }) => status)).toEqual([503, 0, 402]);
    expect(kept.at(-1)).toBe(last);
    expect(new Set(keys)).toEqual(new Set([spelled(String(last.key))]));
    const times = kept.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('sends one request if the scenario prescribes it', async () => {
    responds([503, problem, { code: 'service_unavailable' }]);
    expect(await aCustomer(random).refund('ord_1', { attempts: 1, key: 'k' })).toMatchObject({ status: 503 });
    expect([keys, kept.length]).toEqual([['k'], 1]);
  });
});

it('a customer with the checkout client presses again after it gave up', async () => {
  const busy = [503, problem, { code: 'service_unavailable' }] as const;
  responds(busy, busy, busy, busy, busy, [402, problem, { code: 'card_declined', orderId: 'ord_1' }]);
  expect(await aCustomer(() => 0).checkOut()).toMatchObject({ status: 402 });
  expect([kept.length, new Set(keys).size]).toEqual([6, 1]);
});
