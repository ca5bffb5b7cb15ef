import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { errorOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

describe('customers', () => {
  it('are created, changed, listed and deleted', async () => {
    const made = await stripe.customers.create({ email: 'ann@example.com', metadata: { a: '1', b: '2' } });
    expect(made).toMatchObject({ email: 'ann@example.com', object: 'customer' });
    const changed = await stripe.customers.update(made.id, { email: '', metadata: { b: '' }, name: 'Ann' });
    expect(changed).toMatchObject({ email: null, metadata: { a: '1' }, name: 'Ann' });
    expect((await stripe.customers.list()).data.map(({ id }) => id)).toContain(made.id);
    expect(await stripe.customers.del(made.id)).toEqual(
      expect.objectContaining({ deleted: true, id: made.id }),
    );
    expect(await errorOf(stripe.customers.retrieve(made.id))).toMatchObject({ statusCode: 404 });
  });
});

describe('a payment by bank transfer', () => {
  const ask = async (): Promise<Stripe.PaymentIntent> => {
    const { id: customer } = await stripe.customers.create();
    return stripe.paymentIntents.create({
      amount: 20_000,
      confirm: true,
      currency: 'jpy',
      customer,
      payment_method_data: { type: 'customer_balance' },
      payment_method_options: {
        customer_balance: { bank_transfer: { type: 'jp_bank_transfer' }, funding_type: 'bank_transfer' },
      },
    });
  };
  const fund = (intent: Stripe.PaymentIntent, amount: number): Promise<unknown> =>
    stripe.testHelpers.customers.fundCashBalance(intent.customer as string, { amount, currency: 'jpy' });

  it('waits for all of it, in parts', async () => {
    const intent = await ask();
    expect(intent).toMatchObject({
      next_action: {
        display_bank_transfer_instructions: { amount_remaining: 20_000, type: 'jp_bank_transfer' },
      },
      status: 'requires_action',
    });
    await fund(intent, 12_000);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      next_action: { display_bank_transfer_instructions: { amount_remaining: 8_000 } },
      status: 'requires_action',
    });
    await fund(intent, 9_000);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      amount_received: 20_000,
      next_action: null,
      status: 'succeeded',
    });
    const { data } = await stripe.events.list({ type: 'payment_intent.partially_funded' });
    expect(data).toHaveLength(1);
  });

  it('gives back its parts when it is canceled', async () => {
    const intent = await ask();
    await fund(intent, 12_000);
    await stripe.paymentIntents.cancel(intent.id);
    const { data } = await stripe.events.list({ type: 'customer_cash_balance_transaction.created' });
    expect(data[0]?.data.object).toMatchObject({
      ending_balance: 12_000,
      net_amount: 12_000,
      type: 'unapplied_from_payment',
    });
  });

  it('needs a customer, and a currency in which there are transfers', async () => {
    const form = { amount: '5000', 'payment_method_data[type]': 'customer_balance' };
    expect((await simulator.post('/v1/payment_intents', { ...form, currency: 'jpy' })).status).toBe(400);
    const other = { ...form, currency: 'inr', customer: 'cus_1' };
    expect((await simulator.post('/v1/payment_intents', other)).status).toBe(400);
  });
});
