import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@holdfast/testing';
import { FakeUpstream } from './fake-upstream.ts';
import { storefront, type StorefrontFixture } from './storefront-fixture.ts';

const checkout = new FakeUpstream();
let shop: StorefrontFixture;
const sockets: Socket[] = [];

beforeAll(async () => {
  shop = await storefront({ CHECKOUT_URL: await checkout.start(), REQUEST_TIMEOUT_MS: '1000' });
});
afterEach(() => {
  checkout.reset();
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await shop.close();
  await checkout.stop();
});

const json = { 'content-type': 'application/json' };

async function write(...lines: string[]): Promise<Socket> {
  const socket = connect(shop.service.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return socket;
}

const post = (path: string, length: number): string[] => [
  `POST ${path} HTTP/1.1`,
  'Host: shop',
  'Content-Type: application/json',
  `Content-Length: ${length}`,
  '',
];

const inFlight = () => shop.metric(/^http_server_in_flight_requests\{.*\} (\d+)/gm);
const gone = () =>
  shop.metric(/^storefront_passed_requests_total\{to="checkout",result="client_gone".*\} (\d+)/gm);

describe('checkout receives only complete requests:', () => {
  const large = 'x'.repeat(256 * 1024 + 1);

  it.each([
    ['with a length', json],
    ['in chunks', { ...json, 'transfer-encoding': 'chunked' }],
  ])('a body over 256 KiB gets 413 (%s)', async (_, headers) => {
    const reply = await shop.send('/api/checkouts', { method: 'POST', headers, body: large });
    expect([reply.status, reply.json['code']]).toEqual([413, 'body_too_large']);
    expect(checkout.labels).toEqual([]);
  });

  it('a body that arrives too slowly gets 408', async () => {
    const socket = await write(...post('/api/checkouts', 99), '{"half":');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
    expect(checkout.labels).toEqual([]);
  });

  it('a body whose sender leaves is dropped', async () => {
    const socket = await write(...post('/api/checkouts', 99), '{"half":');
    socket.resetAndDestroy();
    await shop.send('/api/products');
    expect(checkout.labels).toEqual(['GET /products']);
  });
});

describe('a customer who leaves', () => {
  /** Sends a request, waits until checkout has it, and returns checkout's side of it. */
  async function inProgress(...lines: string[]): Promise<[Socket, ServerResponse]> {
    const started = Promise.withResolvers<ServerResponse>();
    checkout.behavior = (_request, response) => started.resolve(response);
    const socket = await write(...lines);
    return [socket, await started.promise];
  }

  it('stops a read at checkout too', async () => {
    const before = await gone();
    const [socket, atCheckout] = await inProgress('GET /api/products HTTP/1.1', 'Host: shop', '', '');
    socket.destroy();
    await once(atCheckout, 'close');
    expect(atCheckout.writableFinished).toBe(false);
    await eventually(async () => expect(await gone()).toBe(before + 1));
    expect((await shop.send('/health/ready')).json['status']).toBe('ok');
  });

  it.each([
    ['an order', post('/api/checkouts', 2).concat('{}')],
    ['a refund without a body', ['POST /api/orders/ord_1/refunds HTTP/1.1', 'Host: shop', '', '']],
  ])('does not stop %s, which is sent once and takes no place forever', async (_, lines) => {
    const before = await inFlight();
    const [socket, atCheckout] = await inProgress(...lines);
    socket.resetAndDestroy();
    // A round trip later, both have seen what the reset caused.
    checkout.behavior = (_request, response) => void response.end();
    await shop.send('/api/products');
    expect(atCheckout.destroyed).toBe(false);
    atCheckout.writeHead(201, json).end('{}');
    await once(atCheckout, 'close');
    expect(atCheckout.writableFinished).toBe(true);
    await eventually(async () => expect(await inFlight()).toBe(before));
    expect(checkout.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
