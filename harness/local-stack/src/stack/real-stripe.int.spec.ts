import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../process/free-port.ts';
import { describeStripe } from './real-stripe.ts';

const keys = { publishableKey: 'pk_test_1', webhookSecret: undefined };

describe('describeStripe', () => {
  let server: Server;
  let answer = { status: 200, body: '{"id":"acct_1"}' };
  let asked: string[] = [];

  beforeAll(async () => {
    server = createServer(({ method, url, headers }, response) => {
      asked.push(`${method} ${url} ${headers.authorization}`);
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const describeIt = (secretKey = 'sk_test_1'): Promise<string> => {
    asked = [];
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return describeStripe({ ...keys, secretKey, apiUrl });
  };

  it("looks up the key's account once, and names it with its mode", async () => {
    answer = { status: 200, body: '{"id":"acct_1"}' };
    expect(await describeIt()).toMatch(/^Stripe at http:\/\/127\.0\.0\.1:\d+, account acct_1, test mode$/);
    expect(asked).toEqual(['GET /v1/account Bearer sk_test_1']);
    expect(await describeIt('rk_live_1')).toMatch(/account acct_1, LIVE mode: real cards are charged$/);
  });

  it('throws if the key is not accepted', async () => {
    answer = { status: 401, body: '{"error":{}}' };
    await expect(describeIt()).rejects.toThrow(/does not accept this key/);
  });

  it('reports what it could not check', async () => {
    answer = { status: 403, body: '{"error":{}}' };
    expect(await describeIt('rk_test_1')).toMatch(
      /test mode \(a restricted key, which cannot read its account\)$/,
    );
    answer = { status: 500, body: 'oops' };
    expect(await describeIt()).toMatch(/test mode; the key was not checked: GET \/v1\/account returned 500/);
    const apiUrl = `http://127.0.0.1:${await freePort()}`;
    expect(await describeStripe({ ...keys, secretKey: 'sk_test_1', apiUrl })).toMatch(
      /test mode; the key was not checked: it is unreachable \(connect ECONNREFUSED/,
    );
  });
});
