import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

const dayMs = 86_400_000;
const receiver = new WebhookReceiver();
let simulator: SimulatorProcess;
let stripe: Stripe;

beforeAll(async () => {
  await receiver.start();
  simulator = await new SimulatorProcess({
    REFUND_SETTLES_AFTER_MS: String(dayMs),
    WEBHOOK_URL: receiver.url,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  }).start();
  stripe = simulator.stripe();
});
afterAll(async () => {
  await simulator.dispose();
  await receiver.stop();
});

const pay = (method: string): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(aCharge({ payment_method: method }));

const statusOf = async ({ id }: Stripe.PaymentIntent): Promise<string> =>
  (await stripe.paymentIntents.retrieve(id)).status;

const aheadMs = async (): Promise<number> => {
  const response = await fetch(`${simulator.url}/_simulator/clock`);
  const { now, aheadMs: ahead } = (await response.json()) as { now: string; aheadMs: number };
  expect(Math.abs(Date.parse(now) - Date.now() - ahead)).toBeLessThan(60_000);
  return ahead;
};

describe('POST /_simulator/clock', () => {
  it('ends debits, refunds and unanswered disputes that become due, each once', async () => {
    const paid = await pay('pm_usBankAccount_success');
    const failing = await pay('pm_usBankAccount_noAccount');
    const endless = await pay('pm_usBankAccount_processing');
    const disputed = await pay('pm_card_createDispute');
    const refunded = await pay('pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ payment_intent: refunded.id });
    await simulator.ask('clock', { advanceDays: 3 });
    expect(await statusOf(paid)).toBe('processing');
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    await simulator.ask('clock', { advanceMs: dayMs });
    expect(await statusOf(paid)).toBe('succeeded');
    expect(await statusOf(failing)).toBe('requires_payment_method');
    await simulator.ask('clock', { advanceDays: 21 });
    const [dispute] = (await stripe.disputes.list({ payment_intent: disputed.id })).data;
    expect(dispute).toMatchObject({ evidence_details: { past_due: true }, status: 'lost' });
    expect(await statusOf(endless)).toBe('processing');
    await eventually(() => {
      const types = receiver.types();
      for (const once of ['charge.dispute.closed', 'refund.updated', 'payment_intent.payment_failed']) {
        expect(types.filter((type) => type === once)).toEqual([once]);
      }
    });
    expect(receiver.problems).toEqual([]);
  });

  it('moves what is created, the Date header and idempotency keys with it, over a restart too', async () => {
    const ahead = await aheadMs();
    const options = { idempotencyKey: 'a-key-of-yesterday' };
    const before = await stripe.paymentIntents.create(aCharge(), options);
    expect((await stripe.paymentIntents.create(aCharge(), options)).id).toBe(before.id);
    await simulator.ask('clock', { advanceDays: 1 });
    const after = await stripe.paymentIntents.create(aCharge(), options);
    expect(after.id).not.toBe(before.id);
    expect(after.created - before.created).toBeGreaterThanOrEqual(86_400);
    await simulator.signal('SIGKILL');
    await simulator.start();
    expect(await aheadMs()).toBe(ahead + dayMs);
    const { headers } = await fetch(`${simulator.url}/_simulator/clock`);
    expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(ahead);
  });

  it.each([{}, { advanceMs: -1 }, { advanceMs: 0 }, { advanceDays: 0 }, { advanceMs: 1, advanceDays: 1 }])(
    'refuses %j and stays',
    async (body) => {
      const before = await aheadMs();
      expect((await simulator.ask('clock', body)).status).toBe(400);
      expect(await aheadMs()).toBe(before);
    },
  );
});
