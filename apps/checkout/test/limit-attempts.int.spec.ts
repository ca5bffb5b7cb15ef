import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, redisAt, TcpGate, type TestRedis, testRedis } from '@holdfast/testing';
import { type Cluster, type Redis } from 'ioredis';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Wish {
  readonly from?: string;
  readonly copy?: 0 | 1;
  readonly method?: string;
  readonly email?: string;
  readonly key?: string;
  readonly productId?: string;
  readonly expectedTotal?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const declines = 6;
const good = 'pm_card_visa';
const bad = 'pm_declined';

let checkout: CheckoutFixture;
let redis: TestRedis;
let gate: TcpGate;
let counters: Redis | Cluster;

beforeAll(async () => {
  redis = await testRedis();
  counters = redisAt(redis.url);
  gate = new TcpGate(new URL(redis.url));
  await gate.open();
  checkout = await checkoutFixture({
    CACHE_URL: gate.url,
    // On a busy machine, Redis takes longer than 50 ms; by then each process would count alone.
    CACHE_TIMEOUT_MS: '5000',
    TRUST_PROXY: '127.0.0.9,198.51.100.0/24',
    LIMIT_DECLINES_PER_ADDRESS_HOUR: `${declines}`,
    LIMIT_CHECKOUTS_PER_EMAIL_HOUR: '3',
    LIMIT_REFUNDS_PER_EMAIL_DAY: '1',
  });
});
afterAll(async () => {
  await checkout.close();
  await gate.shut();
  counters.disconnect();
  await redis.drop();
});

let customers = 0;
const someone = (): string => `customer-${(customers += 1)}@example.com`;

/** Sends from a local address of its own, which `fetch` cannot do. */
async function post(
  path: string,
  body: object,
  { from = '127.0.0.1', copy = 0, key, headers }: Wish,
): Promise<Reply> {
  const request = httpRequest({
    port: checkout.portOf(copy),
    host: '127.0.0.1',
    localAddress: from,
    agent: false,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key ?? aKey(), ...headers },
  });
  request.end(JSON.stringify(body));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  const answer = JSON.parse(await text(response)) as Reply['body'];
  return { status: response.statusCode ?? 0, headers: response.headers, body: answer };
}

const place = (wish: Wish = {}): Promise<Reply> => {
  const { method = good, email = someone(), productId = 'prod_tea', expectedTotal } = wish;
  const lines = [{ productId, quantity: 1 }];
  const body = { customer: { email }, lines, paymentMethod: method, expectedTotal };
  return post('/checkouts', body, wish);
};

async function testCards(from: string, count: number, wish: Wish = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1)
    statuses.push((await place({ method: bad, from, copy: n % 2 === 0 ? 0 : 1, ...wish })).status);
  return statuses;
}

describe('card testing', () => {
  it('is refused after the limit of declines, counted across both instances, without affecting others', async () => {
    const from = '127.0.0.2';
    expect(await testCards(from, 200)).toEqual([
      ...Array<number>(declines).fill(402),
      ...Array<number>(200 - declines).fill(429),
    ]);
    const { status, headers, body } = await place({ from });
    expect([status, body]).toEqual([
      429,
      expect.objectContaining({ code: 'too_many_attempts', limit: 'declines_per_address' }),
    ]);
    expect(headers['retry-after']).toBe(String(body['retryAfterSeconds']));
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
    expect((await place({ from: '127.0.0.3' })).status).toBe(201);
    expect((await place({ from: '127.0.0.3', method: bad })).status).toBe(402);
  });

  it('is counted when the bank decides after the response, which the tester may arrange', async () => {
    const from = '127.0.0.13';
    const byCustomer = 'select status from orders where customer_email = $1';
    for (let n = 0; n < declines; n += 1) {
      const [email, { promise, resolve }] = [someone(), Promise.withResolvers<void>()];
      checkout.payments.beforeResponse = () => promise;
      const headers = { 'x-request-timeout-ms': '300' };
      const first = await place({ from, email, method: bad, headers }).finally(resolve);
      expect([202, 504]).toContain(first.status);
      await eventually(async () =>
        expect(await checkout.database.query(byCustomer, [email])).toEqual([{ status: 'payment_failed' }]),
      );
    }
    checkout.payments.beforeResponse = () => Promise.resolve();
    expect((await place({ from })).body['limit']).toBe('declines_per_address');
  });

  it('stores nothing when refused, and leaves the key unused', async () => {
    const [from, key, email] = ['127.0.0.2', aKey(), someone()];
    const rows = () =>
      checkout.database.query('select (select count(*) from orders), (select count(*) from idempotency_key)');
    const before = await rows();
    expect((await place({ from, key, email })).status).toBe(429);
    expect(await rows()).toEqual(before);
    await redis.empty();
    expect((await place({ from, key, email })).status).toBe(201);
  });

  it('does not keep an accepted operation from its response', async () => {
    const [from, key, email] = ['127.0.0.4', aKey(), someone()];
    const first = await place({ from, key, email });
    await testCards(from, declines);
    expect((await place({ from })).status).toBe(429);
    for (const copy of [0, 1] as const) {
      const again = await place({ from, key, email, copy });
      expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([
        201,
        'true',
        first.body,
      ]);
    }
  });

  it('is counted by the customer behind a trusted proxy, and by the proxy behind an untrusted one', async () => {
    const behind = (customer: string): Wish => ({ headers: { 'x-forwarded-for': customer } });
    expect(await testCards('127.0.0.9', declines + 1, behind('203.0.113.1'))).toContain(429);
    expect((await place({ from: '127.0.0.9', ...behind('203.0.113.2') })).status).toBe(201);
    const liar = await testCards('127.0.0.5', declines, behind('203.0.113.3'));
    expect([liar.at(-1), (await place({ from: '127.0.0.5', ...behind('203.0.113.4') })).status]).toEqual([
      402, 429,
    ]);
  });

  it('is counted by the customer behind an ingress and the storefront, whatever the customer sends', async () => {
    const through = (...hops: string[]): Wish => ({ headers: { 'x-forwarded-for': hops.join(', ') } });
    const [storefront, ingress] = ['127.0.0.9', '198.51.100.7'];
    const tester = through('203.0.113.99', '203.0.113.5', ingress);
    expect(await testCards(storefront, declines + 1, tester)).toContain(429);
    expect((await place({ from: storefront, ...through('203.0.113.99', ingress) })).status).toBe(201);
    expect((await place({ from: storefront, ...through('203.0.113.5', ingress) })).status).toBe(429);
  });
});

describe('an unknown product', () => {
  it('is refused before its key is stored, and counts nowhere', async () => {
    const [key, email] = [aKey(), someone()];
    for (let n = 0; n < 10; n += 1) {
      const { status, headers, body } = await place({ key, email, productId: 'prod_none' });
      expect([status, body['code'], headers['idempotent-replayed']]).toEqual([
        422,
        'product_unknown',
        undefined,
      ]);
    }
    expect((await place({ key, email })).status).toBe(201);
  });
});

describe('a price that has changed', () => {
  it('counts: its refusal is stored with its key', async () => {
    const email = someone();
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1)
      statuses.push((await place({ email, expectedTotal: { amountMinor: 1, currency: 'usd' } })).status);
    expect(statuses).toEqual([409, 409, 409, 429]);
  });
});

describe('a counter that holds no count', () => {
  it.each([
    ['text', '127.0.0.11', (key: string) => counters.set(key, 'poison')],
    ['a list', '127.0.0.12', (key: string) => counters.rpush(key, 'poison')],
  ])('such as %s is deleted, and counts again', async (_what, from, poison) => {
    const key = `{holdfast:attempts}:declines_per_address:${from}`;
    await poison(key);
    expect(await testCards(from, declines + 1)).toEqual([...Array<number>(declines).fill(402), 429]);
    expect(await counters.get(key)).toBe(`${declines}`);
    expect(await counters.ttl(key)).toBeGreaterThan(3_000);
  });
});

describe('one email address', () => {
  it('is limited to a number of checkouts per hour, in any spelling', async () => {
    const statuses: number[] = [];
    for (const email of ['eve@example.com', 'EVE@example.com', 'eve@Example.com', 'eve@example.com'])
      statuses.push((await place({ email })).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });

  it('keeps its attempts when the network address is refused', async () => {
    const [from, email] = ['127.0.0.8', someone()];
    await testCards(from, declines);
    for (let n = 0; n < 4; n += 1)
      expect((await place({ from, email })).body['limit']).toBe('declines_per_address');
    expect((await place({ email })).status).toBe(201);
  });

  it('is limited to a number of refunds per day, except for operators', async () => {
    const email = someone();
    const orders = [await place({ email }), await place({ email })].map(({ body }) => body);
    const refund = ({ orderId, accessToken }: Reply['body'], token = String(accessToken)): Promise<Reply> =>
      post(`/orders/${String(orderId)}/refunds`, {}, { headers: { authorization: `Bearer ${token}` } });
    const [first, second] = orders as [Reply['body'], Reply['body']];
    expect((await refund(first)).status).toBe(201);
    const refused = await refund(second);
    expect([refused.status, refused.body['limit']]).toEqual([429, 'refunds_per_email']);
    expect((await refund(second, '0perator-of-these-tests-alone')).status).toBe(201);
  });
});

describe('a request that is repeated', () => {
  it('counts once, on all instances together', async () => {
    const [key, email] = [aKey(), someone()];
    const first = await place({ key, email });
    for (let n = 0; n < 6; n += 1)
      expect((await place({ key, email, copy: n % 2 === 0 ? 0 : 1 })).body).toEqual(first.body);
    const others = [await place({ email }), await place({ email }), await place({ email })];
    expect(others.map(({ status }) => status)).toEqual([201, 201, 429]);
  });

  it('evades no limit: only the same body was counted, and declines are always checked', async () => {
    const inAnHour = (Date.now() + 3_600_000).toString(16).padStart(12, '0');
    const ofTheFuture = (): string => `${inAnHour.slice(0, 8)}-${inAnHour.slice(8)}-7${aKey().slice(15)}`;
    const wish = { from: '127.0.0.14', key: ofTheFuture(), email: someone(), method: bad };
    expect((await place(wish)).body['code']).toBe('idempotency_key_malformed');
    const email = someone();
    for (let n = 0; n < 3; n += 1) expect((await place({ email })).status).toBe(201);
    expect((await place({ ...wish, email })).body['limit']).toBe('checkouts_per_email');
    await testCards(wish.from, declines);
    expect((await place(wish)).body['limit']).toBe('declines_per_address');
  });

  it('counts again while it is refused', async () => {
    const [key, email] = [aKey(), someone()];
    for (let n = 0; n < 3; n += 1) await place({ email });
    expect([(await place({ key, email })).status, (await place({ key, email })).status]).toEqual([429, 429]);
  });
});

describe('while Redis is down', () => {
  it('each process counts alone and knows who was over the limit; others can order', async () => {
    await testCards('127.0.0.7', declines + 2);
    await gate.shut();
    for (const copy of [0, 1] as const) expect((await place({ from: '127.0.0.7', copy })).status).toBe(429);
    expect((await place({ from: '127.0.0.6' })).status).toBe(201);
    const statuses = await testCards('127.0.0.6', declines + 1, { copy: 0 });
    expect([statuses.slice(0, declines), statuses.at(-1)]).toEqual([Array(declines).fill(402), 429]);
    expect((await place({ from: '127.0.0.6', copy: 1 })).status).toBe(201);
  });

  it('each process counts a repeated request once', async () => {
    const [key, email] = [aKey(), someone()];
    await place({ key, email, copy: 0 });
    for (let n = 0; n < 4; n += 1) expect((await place({ key, email, copy: 1 })).status).toBe(201);
    const others = [await place({ email, copy: 1 }), await place({ email, copy: 1 })];
    expect(others.map(({ status }) => status)).toEqual([201, 201]);
    expect((await place({ email, copy: 1 })).status).toBe(429);
  });
});
