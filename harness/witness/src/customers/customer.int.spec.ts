import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Customer } from './customer.ts';
import { type CustomerResponse } from './shopper.ts';

const shop = http.createServer();
const stop = new AbortController();

beforeEach(() => new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve)));
afterEach(() => {
  stop.abort();
  shop.close();
});

describe('a customer', () => {
  it('leaves with the response if Retry-After is an hour', async () => {
    shop.on('request', (_request, response) =>
      response
        .writeHead(429, { 'retry-after': '3600', 'content-type': 'application/problem+json' })
        .end('{}'),
    );
    const kept: CustomerResponse[] = [];
    const ada = new Customer('Ada', 'ada@shoppers.example', {
      url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}`,
      signal: stop.signal,
      keep: (response) => kept.push(response),
    });
    expect(await ada.checkOut()).toMatchObject({ status: 429 });
    expect(kept).toHaveLength(1);
  });
});
