import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allIntents } from './reading.ts';

const intents = Array.from({ length: 230 }, (_, index) => ({
  id: `pi_${index}`,
  status: 'succeeded',
  metadata: {},
}));

describe('allIntents', () => {
  let provider: http.Server;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    provider = http.createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://provider');
      asked.push(request.headers.authorization ?? '');
      const from = intents.findIndex(({ id }) => id === searchParams.get('starting_after')) + 1;
      const data = intents.slice(from, from + Number(searchParams.get('limit')));
      response.end(JSON.stringify({ data, has_more: from + data.length < intents.length }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    provider.close();
  });

  it('reads every page of the list', async () => {
    const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    expect((await allIntents(url, 'sk_test', 0)).map(({ id }) => id)).toEqual(intents.map(({ id }) => id));
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'Bearer sk_test'));
  });
});
