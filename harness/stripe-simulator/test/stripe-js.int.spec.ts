import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Script } from 'node:vm';
import { Stripe } from 'stripe';
import { SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();

beforeAll(() => simulator.start());
afterAll(() => simulator.dispose());

describe('GET /endive/stripe.js', () => {
  it("is a classic script under the release of the SDK's API version, for pages of any site", async () => {
    expect(Stripe.API_VERSION).toMatch(/\.endive$/);
    const response = await fetch(`${simulator.url}/endive/stripe.js`, {
      headers: { origin: 'https://shop.example' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toContain('max-age');
    const text = await response.text();
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toContain('innerHTML');
  });
});
