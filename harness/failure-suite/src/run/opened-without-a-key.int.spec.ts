import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type System } from '../system/system.ts';
import { openedWithoutAKey } from './opened-without-a-key.ts';

const operatorKey = 'operators';
const charge = { method: 'POST', path: '/payments', scopes: ['charge'] };
const emails = { method: 'GET', path: '/emails', scopes: ['charge', 'read'] };
const routesOf = (service: string) => ({ payments: [charge], email: [emails] })[service] ?? [];

/** As by a route that needs a scope. */
const guarded = (authorization: string | undefined): number =>
  authorization === `Bearer ${operatorKey}` ? 403 : 401;

describe('openedWithoutAKey', () => {
  const service = http.createServer((request, response) => {
    const { method, url, headers } = request;
    asked.push(`${String(method)} ${String(url)} ${headers.authorization ?? 'none'}`);
    response.writeHead(statusOf(headers.authorization)).end();
  });
  let asked: string[];
  let statusOf: (authorization: string | undefined) => number;

  beforeAll(() => new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });
  beforeEach(() => {
    asked = [];
    statusOf = guarded;
  });

  function opened(): Promise<readonly string[]> {
    const system = {
      address: () => `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      secrets: { operatorKey } as System['secrets'],
    };
    const processes = ['payments', 'payments-2', 'email', 'stripe-simulator'];
    return openedWithoutAKey(system, processes, routesOf, new AbortController().signal);
  }

  it("asks one copy of each service, with the operators' key only where it lacks the scopes", async () => {
    expect(await opened()).toEqual([]);
    expect(asked.sort()).toEqual([
      'GET /emails Bearer x',
      'GET /emails none',
      'POST /payments Bearer operators',
      'POST /payments Bearer x',
      'POST /payments none',
    ]);
  });

  it.each([200, 400, 404, 500])('lists a route that returns %d without a key', async (status) => {
    statusOf = (authorization) => (authorization === undefined ? status : guarded(authorization));
    expect(await opened()).toEqual([
      `email returned ${status} to GET /emails with no key`,
      `payments returned ${status} to POST /payments with no key`,
    ]);
  });

  it('lists a route that an unknown key opens', async () => {
    statusOf = (authorization) => (authorization === 'Bearer x' ? 200 : guarded(authorization));
    expect(await opened()).toContain('email returned 200 to GET /emails with an unknown key');
  });

  it("lists a route that the operators' key opens without its scope", async () => {
    statusOf = (authorization) => (authorization === `Bearer ${operatorKey}` ? 400 : 401);
    expect(await opened()).toEqual(["payments returned 400 to POST /payments with the operators' key"]);
  });

  it.each([429, 503])('accepts %d, after which nothing ran', async (status) => {
    statusOf = () => status;
    expect(await opened()).toEqual([]);
  });
});
