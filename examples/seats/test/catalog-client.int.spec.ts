import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resilience } from '@holdfast/resilience';
import { CatalogClient } from '../src/catalog-client/catalog.client.ts';

const tea = { productId: 'tea', name: 'Tea', description: 'Hot.', imageUrl: '/tea.webp' };
const products = [{ ...tea, unitPrice: { amountMinor: 100, currency: 'usd' } }];

describe('CatalogClient', () => {
  let server: http.Server;
  let status: number;
  let body: object;
  let requests: number;
  let client: CatalogClient;

  beforeEach(async () => {
    [status, body, requests] = [200, { products }, 0];
    server = http.createServer((_, response) => {
      requests += 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new CatalogClient(new Resilience({ breaker: { minThroughput: 4 } }), {
      CHECKOUT_URL: `http://127.0.0.1:${port}`,
    });
  });

  afterEach(async () => {
    await client.onApplicationShutdown();
    server.close();
  });

  it('reads the response', async () => {
    expect([await client.nameOf('tea'), await client.nameOf('none')]).toEqual(['Tea', null]);
  });

  it('throws for a response that it does not understand', async () => {
    body = { items: [] };
    await expect(client.nameOf('tea')).rejects.toMatchObject({
      dependency: 'catalog',
      execution: 'responded',
    });
  });

  it('opens its breaker during an outage, and sends nothing more', async () => {
    status = 500;
    await Promise.allSettled(Array.from({ length: 10 }, () => client.nameOf('tea')));
    const sent = requests;
    await expect(client.nameOf('tea')).rejects.toMatchObject({
      reason: 'breaker_open',
      execution: 'not_sent',
    });
    expect(requests).toBe(sent);
  });

  it('throws without an address', async () => {
    const unset = new CatalogClient(new Resilience(), { CHECKOUT_URL: undefined });
    await expect(unset.nameOf('tea')).rejects.toThrow('catalog: CHECKOUT_URL is not set');
  });
});
