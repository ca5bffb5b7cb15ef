import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resilience } from '@holdfast/resilience';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { reportRejections, stripeKeyHealth } from '../src/stripe/refused-by-provider.ts';
import { StripeKeyCheck } from '../src/stripe/stripe-key-check.client.ts';
import { StripeStanding } from '../src/stripe/stripe-standing.ts';
import { configFor, fails, says, ScriptedStripe } from './scripted-stripe.ts';

const hourMs = 3_600_000;
const accepts = says(200, { object: 'list', data: [], has_more: false });
const refuses = says(401, { error: { type: 'invalid_request_error' } }, { 'request-id': 'req_1' });

describe('the check of the key', () => {
  let stripe: ScriptedStripe;
  let url: string;
  let standing: StripeStanding;
  let check: StripeKeyCheck;
  let log: { readonly state?: string; readonly msg: string; readonly stripeRequestId?: string }[];

  beforeEach(async () => {
    stripe = new ScriptedStripe();
    url = await stripe.start();
    stripe.follow(accepts);
    log = [];
  });

  afterEach(async () => {
    check.onModuleDestroy();
    await stripe.stop();
  });

  function start(intervalMs: number): void {
    const config = configFor(url, { STRIPE_CHECK_INTERVAL_MS: String(intervalMs) });
    const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line) as (typeof log)[number]) });
    standing = new StripeStanding();
    reportRejections(standing, logger);
    check = new StripeKeyCheck(new Resilience(), config, standing, logger);
    check.onApplicationBootstrap();
  }

  const isRefused = async (): Promise<boolean> =>
    /^payments_refused_by_provider(\{[^}]*\})? 1$/m.test(await metrics.metrics());

  it('is one read at the start, long before the first interval is over', async () => {
    start(hourMs);
    await eventually(() => expect(stripe.requests).toHaveLength(1));
    expect(stripe.requests).toMatchObject([{ method: 'GET', url: '/v1/payment_intents?limit=1' }]);
    expect(standing.refusal).toBeUndefined();
  });

  it('reports a key that is refused at the start: log, metric and health check', async () => {
    stripe.follow(refuses);
    start(hourMs);
    await eventually(() => expect(standing.refusal).toBeDefined());
    expect(await isRefused()).toBe(true);
    expect(log).toMatchObject([
      {
        state: 'refused_by_provider',
        stripeRequestId: 'req_1',
        msg: expect.stringMatching(/^Stripe rejects our key/),
      },
    ]);
    const health = stripeKeyHealth(standing);
    expect(health).toMatchObject({ name: 'provider-key', isNeeded: false });
    await expect(health.check()).rejects.toThrow('Stripe responds with 401 to GET /v1/payment_intents');
  });

  it('notices without any traffic that the key is revoked, and that it works again', async () => {
    start(20);
    await eventually(() => expect(stripe.requests.length).toBeGreaterThan(1));
    expect(standing.refusal).toBeUndefined();
    stripe.follow(refuses);
    await eventually(() => expect(standing.refusal).toBeDefined());
    expect(await isRefused()).toBe(true);
    stripe.follow(accepts);
    await eventually(() => expect(standing.refusal).toBeUndefined());
    expect(await isRefused()).toBe(false);
    expect(log.map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^Stripe rejects our key/),
      'Stripe accepts our key again',
    ]);
    await expect(stripeKeyHealth(standing).check()).resolves.toBeUndefined();
  });

  it('takes an outage of Stripe for no refusal, and checks again', async () => {
    stripe.follow(fails);
    start(20);
    await eventually(() => expect(stripe.requests.length).toBeGreaterThan(2));
    expect(standing.refusal).toBeUndefined();
    expect(log).toEqual([]);
  });

  it('sends nothing if the interval is 0', async () => {
    start(0);
    await fetch(`${url}/another`);
    expect(stripe.requests.map(({ url: path }) => path)).toEqual(['/another']);
  });
});
