import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { secretKey, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();

beforeAll(() => simulator.start());
afterAll(() => simulator.dispose());

const foreign: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { host: 'rebound.evil.example' },
];

function get(path: string, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; type: string | undefined; body: unknown }>(
    (resolve, reject) => {
      const { port } = new URL(simulator.url);
      const request = httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
        const { statusCode: status, headers: given } = response;
        text(response).then(
          (body) => resolve({ status, type: given['content-type'], body: JSON.parse(body) }),
          reject,
        );
      });
      request.on('error', reject).end();
    },
  );
}

describe('a page of another site', () => {
  it.each(foreign)('cannot read the ledger (%j)', async (headers) => {
    expect(await get('/_simulator/charges', headers)).toEqual({
      status: 403,
      type: expect.stringMatching(/^application\/problem\+json/),
      body: expect.objectContaining({ status: 403, detail: expect.any(String) }),
    });
  });

  it.each(foreign)("gets a Stripe error on Stripe's routes (%j)", async (headers) => {
    const answer = await get('/v1/charges', { authorization: `Bearer ${secretKey}`, ...headers });
    expect(answer).toMatchObject({ status: 403, body: { error: { type: 'invalid_request_error' } } });
  });

  it('is not meant when a program asks, by address or under one of its names', async () => {
    for (const host of ['localhost:3010', 'stripe-simulator:3010', 'failure-lab:3054', '10.0.0.7:3010'])
      expect((await get('/_simulator/charges', { host })).status).toBe(200);
  });
});
