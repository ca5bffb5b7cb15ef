import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

const hold = (overrides: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(aCharge({ capture_method: 'manual', ...overrides }));

const chargeOf = (intent: Stripe.PaymentIntent): Promise<Stripe.Charge> =>
  stripe.charges.retrieve(idOf(intent.latest_charge));

const typesAbout = async (intent: Stripe.PaymentIntent): Promise<string[]> => {
  const { data } = await stripe.events.list({ limit: 100 });
  const ids = [intent.id, intent.latest_charge];
  return data
    .filter((event) => ids.includes((event.data.object as { id: string }).id))
    .map(({ type }) => type)
    .reverse();
};

describe('a payment with manual capture', () => {
  it('is held, then captured in part; the refundable amount is what was captured', async () => {
    const held = await hold();
    expect(held).toMatchObject({ amount_capturable: 4_200, amount_received: 0, status: 'requires_capture' });
    expect(await chargeOf(held)).toMatchObject({ amount_captured: 0, captured: false, status: 'succeeded' });
    expect((await errorOf(stripe.refunds.create({ payment_intent: held.id }))).statusCode).toBe(400);
    expect((await errorOf(stripe.paymentIntents.confirm(held.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
    expect(await errorOf(stripe.paymentIntents.capture(held.id, { amount_to_capture: 4_201 }))).toMatchObject(
      { code: 'amount_too_large', param: 'amount_to_capture' },
    );
    const taken = await stripe.paymentIntents.capture(held.id, {
      amount_to_capture: 4_000,
      metadata: { parcel: '1' },
    });
    expect(taken).toMatchObject({
      amount_capturable: 0,
      amount_received: 4_000,
      metadata: { parcel: '1' },
      status: 'succeeded',
    });
    const refund = await stripe.refunds.create({ payment_intent: held.id });
    expect(refund.amount).toBe(4_000);
    expect(await chargeOf(held)).toMatchObject({ amount_captured: 4_000, refunded: true });
    expect(await typesAbout(held)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
      'charge.refunded',
    ]);
    expect((await errorOf(stripe.paymentIntents.capture(held.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
  });

  it('goes back to the customer when it is canceled', async () => {
    const held = await hold();
    expect(await stripe.paymentIntents.cancel(held.id)).toMatchObject({
      amount_capturable: 0,
      status: 'canceled',
    });
    expect(await chargeOf(held)).toMatchObject({ captured: false, refunded: true });
  });

  it('expires after seven days', async () => {
    const held = await hold();
    await simulator.ask('clock', { advanceDays: 7 });
    expect(await stripe.paymentIntents.retrieve(held.id)).toMatchObject({
      cancellation_reason: 'automatic',
      status: 'canceled',
    });
    expect(await typesAbout(held)).toContain('charge.expired');
  });

  it('is captured once by concurrent requests', async () => {
    const held = await hold();
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => stripe.paymentIntents.capture(held.id)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('declines like any other', async () => {
    expect((await errorOf(hold({ payment_method: 'pm_card_chargeDeclined' }))).code).toBe('card_declined');
  });
});
