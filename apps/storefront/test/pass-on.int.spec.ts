import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { CheckoutClient, memoryStorage } from '@holdfast/checkout-client';
import { examples } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { FakeUpstream, hangsUp } from './fake-upstream.ts';
import { storefront, type StorefrontFixture } from './storefront-fixture.ts';

const checkout = new FakeUpstream();
let shop: StorefrontFixture;

beforeAll(async () => {
  shop = await storefront({ CHECKOUT_URL: await checkout.start() });
});
afterEach(() => checkout.reset());
afterAll(async () => {
  await shop.close();
  await checkout.stop();
});

const json = { 'content-type': 'application/json' };
const order = { method: 'POST', headers: json, body: '{"lines":[]}' };

describe('a request', () => {
  it('arrives with the bytes, the key and the headers that were sent', async () => {
    const body = Buffer.from([...Buffer.from('{ "name" : "Ad\u00e4",\r\n "name": 1.0 }\n'), 0xff, 0]);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': '"0199-k"',
      prefer: 'wait=10',
      authorization: 'Bearer order-token',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'x-request-id': 'req-7',
      'accept-encoding': 'br',
      'x-custom': 'a, b',
    };
    await shop.send('/api/checkouts?from=cart&x=%2F+%20', { method: 'POST', headers, body });
    const [received] = checkout.received;
    expect(checkout.labels).toEqual(['POST /checkouts?from=cart&x=%2F+%20']);
    expect(received?.body).toEqual(body);
    expect(received?.headers).toMatchObject({ ...headers, 'content-length': String(body.length) });
  });

  it('arrives without cookies and the headers of its connection, and with the address of its sender', async () => {
    const headers = {
      ...json,
      cookie: 'session=s3cret',
      'x-forwarded-for': '198.51.100.1',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      te: 'trailers',
      'transfer-encoding': 'chunked',
    };
    await shop.send('/api/checkouts', { method: 'POST', headers, body: '{}' });
    const [received] = checkout.received;
    expect(received?.headers['x-forwarded-for']).toBe('198.51.100.1, 127.0.0.1');
    expect(received?.body.toString()).toBe('{}');
    const withheld = ['cookie', 'x-hop', 'te', 'transfer-encoding'];
    for (const name of withheld) expect(received?.headers).not.toHaveProperty(name);
  });

  it('arrives without a body if it has none, whatever its method', async () => {
    await shop.send('/api/orders/ord_1/refunds', { method: 'POST', headers: { 'idempotency-key': 'k' } });
    await shop.send('/api/products', { headers: { 'content-length': '2', ...json }, body: '{}' });
    await shop.send('/images/tea.svg', { method: 'HEAD' });
    expect(checkout.received.map(({ method, url, body }) => [method, url, body.length])).toEqual([
      ['POST', '/orders/ord_1/refunds', 0],
      ['GET', '/products', 0],
      ['HEAD', '/images/tea.svg', 0],
    ]);
  });

  it('arrives with the time that is left', async () => {
    await shop.send('/api/products', { headers: { 'x-request-timeout-ms': '5000' } });
    const left = Number(checkout.received[0]?.headers['x-request-timeout-ms']);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(5_000);
  });
});

describe('a response', () => {
  it('comes back with the bytes, the status and the headers that were sent', async () => {
    const body = gzipSync('{"orderId":"ord_1"}');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': String(body.length),
      'cache-control': 'private, max-age=7',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'retry-after': '7',
      'idempotent-replayed': 'true',
      'preference-applied': 'wait=10',
      etag: 'W/"7"',
    };
    checkout.behavior = (_request, response) => {
      response.writeHead(202, { ...headers, connection: 'keep-alive, x-hop', 'x-hop': '1' }).end(body);
    };
    const reply = await shop.send('/api/checkouts', order);
    expect([reply.status, reply.body]).toEqual([202, body]);
    expect(reply.headers).toMatchObject(headers);
    expect(reply.headers).not.toHaveProperty('x-hop');
  });

  it.each(['/api/orders/ord_1', '/api/orders/ord_1/history'])(
    'about an order is not to be stored or indexed (%s)',
    async (path) => {
      const { headers } = await shop.send(path);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    },
  );

  it('without a body keeps its length for HEAD, and its status 304', async () => {
    checkout.behavior = ({ method }, response) => {
      if (method === 'HEAD') response.writeHead(200, { 'content-length': '17' }).end();
      else response.writeHead(304, { etag: '"7"' }).end();
    };
    const head = await shop.send('/images/tea.svg', { method: 'HEAD' });
    expect([head.status, head.headers['content-length']]).toEqual([200, '17']);
    const known = await shop.send('/images/tea.svg', { headers: { 'if-none-match': '"7"' } });
    expect([known.status, known.headers.etag, known.body.length]).toEqual([304, '"7"', 0]);
  });
});

describe('only what the shop needs is passed on:', () => {
  it.each([
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/metrics'],
    ['GET', '/api/docs'],
    ['GET', '/api/resilience'],
    ['POST', '/api/reconciliations'],
    ['GET', '/api/products/'],
    ['GET', '/api//products'],
    ['GET', '//api/products'],
    ['GET', '/api/%70roducts'],
    ['GET', '/api/products/../metrics'],
    ['GET', '/api/orders/..'],
    ['GET', '/api/orders/%2e%2e'],
    ['GET', '/api/orders/ord_1%2f..%2f..%2fmetrics'],
    ['GET', '/api/orders/ord_1/../../metrics/history'],
    ['POST', '/api/orders/%2e%2e/refunds'],
    ['GET', '/images/../metrics'],
    ['GET', '/images/%2e%2e/metrics'],
    ['GET', '/images/..%2fmetrics'],
    ['GET', '/images/'],
    ['GET', '/products'],
    ['GET', 'http://127.0.0.1/api/products'],
  ])('%s %s gets 404', async (method, path) => {
    expect((await shop.send(path, { method })).status).toBe(404);
    expect(checkout.labels).toEqual([]);
  });

  it.each([
    ['POST', '/api/products', 'GET, HEAD'],
    ['DELETE', '/api/orders/ord_1', 'GET, HEAD'],
    ['GET', '/api/checkouts', 'POST'],
    ['PUT', '/api/orders/ord_1/refunds', 'POST'],
    ['POST', '/images/tea.svg', 'GET, HEAD'],
  ])('%s %s gets 405', async (method, path, allow) => {
    const { status, headers, json: problem } = await shop.send(path, { method });
    expect([status, headers.allow, problem['code']]).toEqual([405, allow, 'method_not_allowed']);
    expect(checkout.labels).toEqual([]);
  });
});

describe('a request is sent once', () => {
  const unreachable = { status: 503, code: 'shop_unreachable', retryAfterSeconds: 1 };

  it('if checkout closes the connection without a response', async () => {
    checkout.behavior = hangsUp;
    const reply = await shop.send('/api/checkouts', order);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    expect(reply.json).toMatchObject(unreachable);
    expect(checkout.labels).toEqual(['POST /checkouts']);
  });

  it('if a connection breaks that has served others before', async () => {
    await shop.send('/api/products');
    for (const sent of [order, {}]) {
      checkout.reset();
      await shop.send('/api/products');
      checkout.behavior = hangsUp;
      const path = sent === order ? '/api/checkouts' : '/api/products';
      expect((await shop.send(path, sent)).json).toMatchObject(unreachable);
      expect(checkout.labels).toHaveLength(2);
    }
  });

  it('if checkout responds with 503, whose body and Retry-After come back', async () => {
    checkout.behavior = (_request, response) => {
      response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/problem+json' });
      response.end('{"code":"overloaded"}');
    };
    for (const [path, sent] of [['/api/checkouts', order], ['/api/products']] as const) {
      checkout.received.length = 0;
      expect(await shop.send(path, sent)).toMatchObject({ status: 503, json: { code: 'overloaded' } });
      expect(checkout.received).toHaveLength(1);
    }
  });

  it('if half of the response is lost, which the client notices', async () => {
    checkout.behavior = (_request, response) => {
      response.writeHead(201, { 'content-length': '100' }).write('{"orderId":');
      setImmediate(() => response.socket?.destroy());
    };
    await expect(shop.send('/api/checkouts', order)).rejects.toThrow('aborted');
    expect(checkout.labels).toEqual(['POST /checkouts']);
  });

  it("by the storefront, and again under the same key by the browser's client", async () => {
    checkout.behavior = (request, response) => {
      if (checkout.received.length === 1) hangsUp(request, response);
      else response.writeHead(201, json).end(JSON.stringify({ ...examples['Order'], accessToken: 'token' }));
    };
    const client = new CheckoutClient({ baseUrl: `${shop.service.url}/api`, storage: memoryStorage() });
    const outcome = await client.checkout('cart-1-1', {
      customer: { email: 'ada@example.com' },
      lines: [{ productId: 'prod_tea', quantity: 2 }],
      paymentMethod: 'pm_card_visa',
    });
    expect(outcome.kind).toBe('paid');
    expect(checkout.labels).toEqual(['POST /checkouts', 'POST /checkouts']);
    const [first, second] = checkout.received;
    expect(first?.headers['idempotency-key']).toMatch(/\w{8}/);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(second?.body).toEqual(first?.body);
  });
});

describe('a request without a response', () => {
  it('gets 504 at its deadline, and does not claim that nothing was done', async () => {
    checkout.behavior = () => undefined;
    const headers = { ...json, 'x-request-timeout-ms': '300' };
    const reply = await shop.send('/api/checkouts', { ...order, headers });
    expect(reply.json).toMatchObject({ status: 504, code: 'deadline_exceeded' });
    expect(reply.json['detail']).toContain('may still complete');
    expect(checkout.received).toHaveLength(1);
  });

  it('gets 503 while checkout is down; the storefront is ready but degraded, and counts it', async () => {
    const lost = () =>
      shop.metric(/^storefront_passed_requests_total\{to="checkout",result="no_response".*\} (\d+)/gm);
    const before = await lost();
    await checkout.stop();
    expect((await shop.send('/api/products')).json).toMatchObject({ code: 'shop_unreachable' });
    expect(await lost()).toBe(before + 1);
    const degraded = await shop.send('/health/ready');
    expect([degraded.status, degraded.json['status']]).toEqual([200, 'degraded']);
    await checkout.start();
    await eventually(async () => expect((await shop.send('/health/ready')).json['status']).toBe('ok'));
    expect((await shop.send('/api/products')).status).toBe(200);
  });
});

it('the storefront is degraded while a proxy in front of checkout responds in its place, and no longer', async () => {
  const status = async () => (await shop.send('/health/ready')).json['status'];
  checkout.isLive = false;
  checkout.behavior = (_request, response) => void response.writeHead(503).end();
  await shop.send('/api/products');
  expect(await status()).toBe('degraded');
  checkout.isLive = true;
  expect(await status()).toBe('ok');
});

it('the log has paths, but no query and no token', async () => {
  const headers = { authorization: 'Bearer s3cret-token' };
  await shop.send('/api/orders/ord_77?token=s3cret-query', { headers });
  await shop.send('/orders/ord_78?token=s3cret-query', { headers });
  await eventually(() => expect(shop.service.logs()).toContain('GET /orders/ord_78 200'));
  expect(shop.service.logs()).toContain('GET /api/orders/ord_77 200');
  expect(shop.service.logs()).not.toContain('s3cret');
});
