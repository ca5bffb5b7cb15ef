import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;
let intent: Stripe.PaymentIntent;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
  intent = await stripe.paymentIntents.create(aCharge({ payment_method: 'pm_card_createDisputeInquiry' }));
  await stripe.refunds.create({ payment_intent: intent.id });
});
afterAll(() => simulator.dispose());

describe('expand', () => {
  it('follows four levels, through a list inside an object too', async () => {
    const charge = await stripe.charges.retrieve(idOf(intent.latest_charge), {
      expand: ['refunds.data.payment_intent.latest_charge', 'payment_intent.payment_method'],
    });
    expect(charge).toMatchObject({
      payment_intent: { payment_method: { type: 'card' } },
      refunds: { data: [{ payment_intent: { latest_charge: { object: 'charge' } } }] },
    });
  });

  it('follows the paths of disputes', async () => {
    const { data } = await stripe.disputes.list({
      expand: ['data.charge', 'data.payment_intent.latest_charge'],
    });
    expect(data).toMatchObject([
      { charge: { object: 'charge' }, payment_intent: { latest_charge: { disputed: true } } },
    ]);
  });

  it('leaves null what the simulator does not cover', async () => {
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent.id, {
      expand: ['customer', 'latest_charge.balance_transaction'],
    });
    expect(charge).toMatchObject({ balance_transaction: null });
  });

  it.each([
    ['latest_charge.refunds.data.charge.payment_intent', /more than 4 levels of a property/],
    ['latest_charge.amount', /This property cannot be expanded \(latest_charge\.amount\)/],
    ['canceled_at', /This property cannot be expanded \(canceled_at\)/],
  ])('refuses %s', async (path, message) => {
    const error = await errorOf(stripe.paymentIntents.retrieve(intent.id, { expand: [path] }));
    expect(error).toMatchObject({ param: 'expand', statusCode: 400 });
    expect(error.message).toMatch(message);
  });
});
