import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Script } from 'node:vm';
import { Stripe } from 'stripe';
import { SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess({ STRIPE_PUBLISHABLE_KEY: 'pk_test_simulator' });

beforeAll(() => simulator.start());
afterAll(() => simulator.dispose());

const get = (): Promise<Response> =>
  fetch(`${simulator.url}/endive/stripe.js`, { headers: { origin: 'https://shop.example' } });

const data = 'payment_method_data';
const createToken = (method: Record<string, string>): Promise<Response> =>
  fetch(`${simulator.url}/v1/confirmation_tokens`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_simulator', origin: 'https://shop.example' },
    body: new URLSearchParams(method),
  });

describe('GET /endive/stripe.js', () => {
  it("is a classic script under the release of the SDK's API version, for pages of any site", async () => {
    expect(Stripe.API_VERSION).toMatch(/\.endive$/);
    const response = await get();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toContain('max-age');
    const text = await response.text();
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toContain('innerHTML');
  });

  it('offers only cards and bank accounts from which a page can create a confirmation token', async () => {
    const text = await (await get()).text();
    const cards = [...text.matchAll(/'(tok_\w+)'/g)].map(([, token = '']) => ({
      [`${data}[type]`]: 'card',
      [`${data}[card][token]`]: token,
    }));
    const accounts = [...text.matchAll(/'(000\d{9})'/g)].map(([, number = '']) => ({
      [`${data}[type]`]: 'us_bank_account',
      [`${data}[us_bank_account][account_holder_type]`]: 'individual',
      [`${data}[us_bank_account][routing_number]`]: '110000000',
      [`${data}[us_bank_account][account_number]`]: number,
    }));
    expect([cards.length, accounts.length]).toEqual([9, 2]);
    for (const method of [...cards, ...accounts]) {
      const response = await createToken(method);
      expect({ method, status: response.status }).toEqual({ method, status: 200 });
    }
  });
});
