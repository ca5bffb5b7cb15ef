import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

describe('a payment that a bank moves for days', () => {
  const receiver = new WebhookReceiver();
  let simulator: SimulatorProcess;
  let stripe: Stripe;

  beforeAll(async () => {
    await receiver.start();
    simulator = await new SimulatorProcess({
      WEBHOOK_URL: receiver.url,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    }).start();
    stripe = simulator.stripe();
  });
  afterAll(async () => {
    await simulator.dispose();
    await receiver.stop();
  });

  const pay = (method = 'pm_usBankAccount_success'): Promise<Stripe.PaymentIntent> =>
    stripe.paymentIntents.create(aCharge({ payment_method: method }));

  const settle = (id: string, body?: object): Promise<Response> =>
    simulator.ask(`payment_intents/${id}/settle`, body);

  const eventsOf = (intent: Stripe.PaymentIntent): string[] =>
    receiver.events
      .filter(({ data }) => (data.object as { id: string }).id === intent.id)
      .map(({ type, data }) => `${type} ${(data.object as Stripe.PaymentIntent).status}`)
      .sort();

  it('is processing until its result is requested, then it succeeds', async () => {
    const intent = await pay();
    expect(intent).toMatchObject({ status: 'processing', amount_received: 0, last_payment_error: null });
    expect((await settle(intent.id)).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 4_200,
    });
    await eventually(() =>
      expect(eventsOf(intent)).toEqual([
        'payment_intent.created requires_confirmation',
        'payment_intent.processing processing',
        'payment_intent.succeeded succeeded',
      ]),
    );
  });

  it.each([
    ['pm_usBankAccount_insufficientFunds', undefined],
    ['pm_usBankAccount_success', { as: 'failed' }],
  ])('of %s fails if its result is requested with %j', async (method, body) => {
    const intent = await pay(method);
    expect((await settle(intent.id, body)).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: { code: 'insufficient_funds' },
    });
    await eventually(() =>
      expect(eventsOf(intent)).toContain('payment_intent.payment_failed requires_payment_method'),
    );
  });

  it('has one result only, and a card payment has no later one', async () => {
    const intent = await pay();
    const answers = await Promise.all(Array.from({ length: 10 }, () => settle(intent.id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await settle((await pay('pm_card_visa')).id)).status).toBe(409);
    expect((await settle(intent.id, { as: 'lost' })).status).toBe(400);
  });
});
