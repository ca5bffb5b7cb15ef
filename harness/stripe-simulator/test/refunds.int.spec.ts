import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

describe('POST /v1/refunds', () => {
  it('refunds a whole PaymentIntent once', async () => {
    const intent = await stripe.paymentIntents.create(aCharge());
    const refund = await stripe.refunds.create({
      payment_intent: intent.id,
      metadata: { orderId: 'ord_1' },
      expand: ['charge'],
    });
    expect(refund).toMatchObject({
      object: 'refund',
      amount: 4_200,
      status: 'succeeded',
      payment_intent: intent.id,
      metadata: { orderId: 'ord_1' },
      charge: { id: intent.latest_charge, refunded: true, amount_refunded: 4_200 },
    });
    const again = await errorOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
    const [charge] = (await simulator.charges()).filter(
      ({ paymentIntentId }) => paymentIntentId === intent.id,
    );
    expect(charge?.status).toBe('refunded');
  });

  it('refunds parts of a charge, and never more than is left', async () => {
    const intent = await stripe.paymentIntents.create(aCharge());
    const charge = idOf(intent.latest_charge);
    await stripe.refunds.create({ charge, amount: 1_000, reason: 'requested_by_customer' });
    const tooMuch = await errorOf(stripe.refunds.create({ charge, amount: 3_201 }));
    expect(tooMuch.message).toBe(
      'Refund amount ($32.01) is greater than unrefunded amount on charge ($32.00)',
    );
    const rest = await stripe.refunds.create({ charge });
    expect(rest.amount).toBe(3_200);
    const list = await stripe.refunds.list({ payment_intent: intent.id });
    expect(list.data.map(({ amount }) => amount)).toEqual([3_200, 1_000]);
    expect(await stripe.refunds.retrieve(rest.id)).toMatchObject({ id: rest.id, amount: 3_200 });
  });

  it('lists fewer per page than requested if it is set to, and loses none', async () => {
    const limited = await new SimulatorProcess({ PAGE_LIMITS: 'refund=2' }).start();
    try {
      const there = limited.stripe();
      const { id } = await there.paymentIntents.create(aCharge());
      for (const amount of [100, 200, 300]) await there.refunds.create({ payment_intent: id, amount });
      const list = { payment_intent: id, limit: 100 };
      expect(await there.refunds.list(list)).toMatchObject({
        data: [{ amount: 300 }, { amount: 200 }],
        has_more: true,
      });
      const all = await there.refunds.list(list).autoPagingToArray({ limit: 100 });
      expect(all.map(({ amount }) => amount)).toEqual([300, 200, 100]);
    } finally {
      await limited.dispose();
    }
  });

  it('refunds no more than was charged for 20 concurrent requests, each with its own key', async () => {
    const intent = await stripe.paymentIntents.create(aCharge({ amount: 1_000 }));
    const attempts = Array.from({ length: 20 }, () =>
      stripe.refunds.create({ payment_intent: intent.id, amount: 300 }),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const charge = await stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ amount_refunded: 900, refunded: false });
  });

  it.each<[string, Stripe.RefundCreateParams, object]>([
    ['nothing named', {}, { message: expect.stringContaining('payment_intent or charge') }],
    ['an unknown charge', { charge: 'ch_none' }, { code: 'resource_missing', param: 'charge' }],
    [
      'an unknown PaymentIntent',
      { payment_intent: 'pi_none' },
      { code: 'resource_missing', param: 'payment_intent' },
    ],
    [
      'an amount of nothing',
      { charge: 'ch_none', amount: 0 },
      { code: 'parameter_invalid_integer', param: 'amount' },
    ],
  ])('refuses %s', async (_, params, expected) => {
    expect(await errorOf(stripe.refunds.create(params))).toMatchObject({ statusCode: 400, ...expected });
  });

  it('refuses a refund without a charge', async () => {
    const declined = await errorOf(
      stripe.paymentIntents.create(aCharge({ payment_method: 'pm_card_chargeDeclined' })),
    );
    const error = await errorOf(stripe.refunds.create({ payment_intent: declined.payment_intent?.id ?? '' }));
    expect(error.message).toContain('does not have a successful charge to refund');
  });
});
