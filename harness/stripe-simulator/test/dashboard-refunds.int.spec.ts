import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

describe('POST /_simulator/refunds', () => {
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

  const refund = async (body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${simulator.url}/_simulator/refunds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('creates a refund without metadata and key, and sends the usual events', async () => {
    const intent = await stripe.paymentIntents.create(aCharge());
    const { status, body } = await refund({ paymentIntentId: intent.id, amountMinor: 1_200 });
    expect([status, body]).toMatchObject([
      201,
      { amount: 1_200, status: 'succeeded', payment_intent: intent.id, metadata: {} },
    ]);
    const charge = await stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ amount_refunded: 1_200, refunded: false });
    await eventually(() => {
      const about = receiver.events.filter(({ data }) =>
        [body['id'], charge.id].includes((data.object as { id: string }).id),
      );
      expect(about.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['refund.created', 'charge.refunded']),
      );
      const created = about.find(({ type }) => type === 'refund.created');
      expect(created?.request).toEqual({ id: expect.stringMatching(/^req_/), idempotency_key: null });
    });
  });

  it('refunds everything left if no amount is given, and never more', async () => {
    const { id: paymentIntentId } = await stripe.paymentIntents.create(aCharge());
    await refund({ paymentIntentId, amountMinor: 1_200 });
    expect(await refund({ paymentIntentId, amountMinor: 3_001 })).toMatchObject({ status: 400 });
    expect(await refund({ paymentIntentId })).toMatchObject({ status: 201, body: { amount: 3_000 } });
    expect(await refund({ paymentIntentId })).toMatchObject({
      status: 400,
      body: { error: { code: 'charge_already_refunded' } },
    });
  });

  it.each([{}, { paymentIntentId: 'pi_nobody' }, { paymentIntentId: 'pi_1', amountMinor: 0 }])(
    'refuses %j',
    async (body) => {
      expect((await refund(body)).status).toBe(400);
    },
  );
});
