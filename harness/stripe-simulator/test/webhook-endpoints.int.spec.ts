import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const configured = new WebhookReceiver();
const added = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

beforeAll(async () => {
  await Promise.all([configured.start(), added.start()]);
  simulator = await new SimulatorProcess({
    WEBHOOK_URL: configured.url,
    WEBHOOK_EVENTS: 'payment_intent.succeeded,charge.refunded',
    WEBHOOK_RETRY_MS: '20',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  }).start();
  stripe = simulator.stripe();
});
afterAll(async () => {
  await simulator.dispose();
  await Promise.all([configured.stop(), added.stop()]);
});
beforeEach(() => {
  for (const receiver of [configured, added]) {
    receiver.events.length = 0;
    receiver.answer = () => 200;
  }
});

const add = async (
  overrides: Partial<Stripe.WebhookEndpointCreateParams> = {},
): Promise<Stripe.WebhookEndpoint> => {
  const made = await stripe.webhookEndpoints.create({
    enabled_events: ['*'],
    url: added.url,
    ...overrides,
  });
  added.secret = made.secret ?? '';
  return made;
};

const pendingOf = async (type: string): Promise<number | undefined> =>
  (await stripe.events.list({ type, limit: 1 })).data[0]?.pending_webhooks;

describe('the endpoint of the settings', () => {
  it('is listed without its secret, and gets the events of WEBHOOK_EVENTS only', async () => {
    const { data } = await stripe.webhookEndpoints.list();
    expect(data).toMatchObject([{ enabled_events: ['payment_intent.succeeded', 'charge.refunded'] }]);
    expect(JSON.stringify(data)).not.toContain(webhookSecret);
    const intent = await stripe.paymentIntents.create(aCharge());
    await stripe.refunds.create({ payment_intent: intent.id });
    await eventually(() =>
      expect(configured.types().sort()).toEqual(['charge.refunded', 'payment_intent.succeeded']),
    );
    expect(await pendingOf('charge.succeeded')).toBe(0);
  });
});

describe('POST /v1/webhook_endpoints', () => {
  it('adds an endpoint with a secret of its own, shown once', async () => {
    const made = await add({ api_version: '2024-06-20', metadata: { of: 'shop' } });
    expect(made.secret).toMatch(/^whsec_\w{32}$/);
    expect(await stripe.webhookEndpoints.retrieve(made.id)).not.toHaveProperty('secret');
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => {
      expect(added.types().sort()).toEqual([
        'charge.succeeded',
        'payment_intent.created',
        'payment_intent.succeeded',
      ]);
      expect(configured.types()).toEqual(['payment_intent.succeeded']);
    });
    expect(added.events.map((event) => event.api_version)).toContain('2024-06-20');
    expect([...added.problems, ...configured.problems]).toEqual([]);
    await stripe.webhookEndpoints.del(made.id);
  });

  it('retries for each endpoint apart, and counts those that have not accepted', async () => {
    const made = await add({ enabled_events: ['payment_intent.succeeded'] });
    added.answer = () => 500;
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => {
      expect(configured.events).toHaveLength(1);
      expect(added.events.length).toBeGreaterThan(1);
    });
    await eventually(async () => expect(await pendingOf('payment_intent.succeeded')).toBe(1));
    added.answer = () => 200;
    await eventually(async () => expect(await pendingOf('payment_intent.succeeded')).toBe(0));
    expect(configured.events).toHaveLength(1);
    await stripe.webhookEndpoints.del(made.id);
  });

  it('strikes one delivery with one fault', async () => {
    const made = await add({ enabled_events: ['payment_intent.succeeded'] });
    await simulator.fault({ route: 'webhooks', fault: 'duplicate', times: 1 });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(configured.events.length + added.events.length).toBe(3));
    await simulator.clearFaults();
    await stripe.webhookEndpoints.del(made.id);
  });

  it('sends nothing to a disabled or deleted endpoint', async () => {
    const made = await add();
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: true })).toMatchObject({
      status: 'disabled',
    });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(configured.events).toHaveLength(1));
    expect(await pendingOf('charge.succeeded')).toBe(0);
    await stripe.webhookEndpoints.update(made.id, { disabled: false, enabled_events: ['charge.succeeded'] });
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(added.types()).toEqual(['charge.succeeded']));
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
    expect(await errorOf(stripe.webhookEndpoints.retrieve(made.id))).toMatchObject({ statusCode: 404 });
  });

  it('survives a restart', async () => {
    const made = await add({ enabled_events: ['charge.succeeded'] });
    await simulator.signal('SIGKILL');
    await simulator.start();
    stripe = simulator.stripe();
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(added.types()).toEqual(['charge.succeeded']));
    await stripe.webhookEndpoints.del(made.id);
  });

  it.each([
    ['no url', { enabled_events: ['*'] }, 'url'],
    ['an address that is none', { url: 'ftp://x', enabled_events: ['*'] }, 'url'],
    ['no events', { url: 'http://127.0.0.1/' }, 'enabled_events'],
    ['a pattern', { url: 'http://127.0.0.1/', enabled_events: ['charge.*'] }, 'enabled_events'],
  ])('refuses %s', async (_, params, param) => {
    const call = stripe.webhookEndpoints.create(params as unknown as Stripe.WebhookEndpointCreateParams);
    expect(await errorOf(call)).toMatchObject({ param, statusCode: 400 });
  });
});
