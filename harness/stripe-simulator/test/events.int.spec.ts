import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const receiver = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

beforeAll(async () => {
  await receiver.start();
  simulator = new SimulatorProcess({ WEBHOOK_URL: receiver.url, STRIPE_WEBHOOK_SECRET: webhookSecret });
  stripe = (await simulator.start()).stripe();
});
afterAll(async () => {
  await simulator.dispose();
  await receiver.stop();
});

const typesOf = ({ data }: Stripe.ApiList<Stripe.Event>): string[] => data.map(({ type }) => type);

describe('GET /v1/events', () => {
  it('lists delivered and undelivered events by type and time', async () => {
    await stripe.paymentIntents.create(aCharge());
    await eventually(() => expect(receiver.events).toHaveLength(3));
    await eventually(async () =>
      expect(typesOf(await stripe.events.list({ delivery_success: true }))).toHaveLength(3),
    );
    receiver.answer = ({ type }) => (type === 'charge.succeeded' ? 500 : 200);
    await stripe.paymentIntents.create(aCharge());
    await eventually(async () =>
      expect(typesOf(await stripe.events.list({ delivery_success: false }))).toEqual(['charge.succeeded']),
    );
    const now = Math.floor(Date.now() / 1_000);
    const since = { created: { gte: now - 60 }, limit: 1 };
    const charged = await stripe.events.list({ ...since, type: 'charge.succeeded' }).autoPagingToArray({
      limit: 10,
    });
    expect(charged).toHaveLength(2);
    expect(typesOf(await stripe.events.list({ types: ['charge.*', 'refund.*'] }))).toEqual([
      'charge.succeeded',
      'charge.succeeded',
    ]);
    expect(typesOf(await stripe.events.list({ created: { lt: now - 60 } }))).toEqual([]);
    const both = stripe.events.list({ type: 'charge.failed', types: ['charge.succeeded'] });
    expect(await errorOf(both)).toMatchObject({ statusCode: 400, param: 'types' });
  });
});

describe('POST /_simulator/events/:id/deliver', () => {
  const deliver = async (id: string): Promise<{ status: number; body: unknown }> => {
    const response = await simulator.ask(`events/${id}/deliver`);
    return { status: response.status, body: await response.json() };
  };

  it('resends an event unchanged, and reports the result', async () => {
    receiver.answer = () => 200;
    const paid = await stripe.paymentIntents.create(aCharge());
    const [event] = (await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 })).data;
    const received = () => receiver.events.filter(({ id }) => id === event?.id);
    await eventually(() => expect(received()).toHaveLength(1));
    const eventId = event?.id ?? '';
    expect(await deliver(eventId)).toEqual({
      status: 200,
      body: { eventId, delivered: true, failure: null },
    });
    expect(received()).toHaveLength(2);
    expect(received()[1]?.data.object).toMatchObject({ id: paid.id });
    expect(received()[1]).toEqual(received()[0]);
    receiver.answer = () => 503;
    expect((await deliver(eventId)).body).toEqual({ eventId, delivered: false, failure: 'answered 503' });
  });

  it('refuses an unknown event', async () => {
    expect(await deliver('evt_none')).toMatchObject({
      status: 404,
      body: { error: { code: 'event_unknown' } },
    });
  });

  it('is refused without a webhook address', async () => {
    const silent = new SimulatorProcess();
    await silent.start();
    const intent = await silent.stripe().paymentIntents.create(aCharge());
    const [event] = (await silent.stripe().events.list()).data;
    expect((event?.data.object as Stripe.PaymentIntent).id).toBe(intent.id);
    const response = await silent.ask(`events/${event?.id ?? ''}/deliver`);
    await silent.dispose();
    expect(response.status).toBe(409);
  });
});
