import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resilience } from '@holdfast/resilience';
import Stripe from 'stripe';
import { StripeHttpClient } from '../src/stripe/stripe-http.client.ts';
import { drops, ScriptedStripe, succeeds } from './scripted-stripe.ts';

describe('a request to Stripe whose connection is reset', () => {
  const scripted = new ScriptedStripe();
  let stripe: Stripe;

  beforeEach(async () => {
    const { hostname, port } = new URL(await scripted.start());
    const dependency = new Resilience().dependency({
      name: 'stripe',
      attemptTimeoutMs: 5_000,
      deadlineMs: 10_000,
      usersSee: { closed: 'nothing', open: 'nothing', half_open: 'nothing' },
    });
    stripe = new Stripe('sk_test_of_these_tests_alone', {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      httpClient: new StripeHttpClient(dependency),
      maxNetworkRetries: 0,
    });
    scripted.follow(drops, succeeds);
  });
  afterEach(() => scripted.stop());

  it('is sent again if it has an idempotency key', async () => {
    await stripe.paymentIntents.cancel('pi_1', {}, { idempotencyKey: 'key-1' });
    expect(scripted.requests.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
  });

  it('is sent again if it only reads', async () => {
    await stripe.paymentIntents.retrieve('pi_1');
    expect(scripted.requests).toHaveLength(2);
  });

  it('is sent again with the key that the SDK made, if we gave none', async () => {
    await stripe.paymentIntents.cancel('pi_1');
    const keys = scripted.requests.map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/./), keys[0]]);
  });

  it('is not sent again without a key', async () => {
    await expect(stripe.customers.del('cus_1')).rejects.toThrow();
    expect(scripted.requests.map(({ method, key }) => [method, key])).toEqual([['DELETE', undefined]]);
  });
});
