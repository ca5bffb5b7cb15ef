import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allIntents, undeliveredNews } from './reading.ts';

const intents = Array.from({ length: 230 }, (_, index) => ({
  id: `pi_${index}`,
  status: 'succeeded',
  metadata: {},
}));
const dues = [{ kind: 'bank_payment', object: 'pi_7', result: 'succeeded' }];
const events = [{ id: 'evt_1', type: 'charge.succeeded' }];

describe('the ledger of the provider', () => {
  let provider: http.Server;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    provider = http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider');
      if (pathname === '/_simulator/dues') return response.end(JSON.stringify({ dues }));
      if (pathname === '/v1/events') return response.end(JSON.stringify({ data: events }));
      asked.push(request.headers.authorization ?? '');
      const from = intents.findIndex(({ id }) => id === searchParams.get('starting_after')) + 1;
      const data = intents.slice(from, from + Number(searchParams.get('limit')));
      return response.end(JSON.stringify({ data, has_more: from + data.length < intents.length }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    provider.close();
  });

  const url = (): string => `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;

  it('says what payments has not accepted: sent events, and results that banks give soon', async () => {
    expect(await undeliveredNews(url(), 'sk_test', 0)).toEqual([
      'charge.succeeded evt_1',
      'the later result of bank payment pi_7',
    ]);
  });

  it('reads every page of the list', async () => {
    expect((await allIntents(url(), 'sk_test', 0)).map(({ id }) => id)).toEqual(intents.map(({ id }) => id));
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'Bearer sk_test'));
  });
});
