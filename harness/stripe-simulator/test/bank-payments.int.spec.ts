import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
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
    const chargeId = idOf(intent.latest_charge);
    expect(await stripe.charges.retrieve(chargeId)).toMatchObject({ paid: false, status: 'pending' });
    expect((await settle(intent.id)).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 4_200,
      latest_charge: chargeId,
    });
    expect(await stripe.charges.retrieve(chargeId)).toMatchObject({ paid: true, status: 'succeeded' });
    await eventually(() =>
      expect(eventsOf(intent)).toEqual([
        'payment_intent.created requires_confirmation',
        'payment_intent.processing processing',
        'payment_intent.succeeded succeeded',
      ]),
    );
  });

  it.each([
    ['pm_usBankAccount_insufficientFunds', undefined, 'insufficient_funds'],
    ['pm_usBankAccount_success', { as: 'failed' }, 'insufficient_funds'],
    ['pm_usBankAccount_processing', { as: 'failed' }, 'insufficient_funds'],
    ['pm_usBankAccount_accountClosed', undefined, 'account_closed'],
    ['pm_usBankAccount_noAccount', undefined, 'no_account'],
    ['pm_usBankAccount_debitNotAuthorized', undefined, 'debit_not_authorized'],
    ['pm_usBankAccount_invalidCurrency', undefined, 'payment_method_currency_mismatch'],
    ['pm_usBankAccount_weeklyLimitExceeded', undefined, 'charge_exceeds_source_limit'],
  ])('of %s fails if its result is requested with %j', async (method, body, code) => {
    const intent = await pay(method);
    expect((await settle(intent.id, body)).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: { code },
    });
    await eventually(() =>
      expect(eventsOf(intent)).toContain('payment_intent.payment_failed requires_payment_method'),
    );
  });

  it('of a European account moves euros only, and its number decides', async () => {
    const debit = (iban: string, currency: string): Promise<Stripe.PaymentIntent> =>
      stripe.paymentIntents.create({
        amount: 4_200,
        automatic_payment_methods: { allow_redirects: 'never', enabled: true },
        confirm: true,
        currency,
        payment_method_data: { type: 'sepa_debit', sepa_debit: { iban } },
      });
    expect((await errorOf(debit('DE89370400440532013000', 'usd'))).param).toBe('currency');
    expect((await errorOf(debit('DE00000000000000000000', 'eur'))).message).toContain('test IBAN');
    const paid = await debit('AT61 1904 3002 3457 3201', 'eur');
    const failed = await debit('AT861904300235473202', 'eur');
    expect([paid.status, failed.status]).toEqual(['processing', 'processing']);
    await Promise.all([settle(paid.id), settle(failed.id)]);
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('succeeded');
    expect((await stripe.paymentIntents.retrieve(failed.id)).last_payment_error?.code).toBe(
      'payment_intent_payment_attempt_failed',
    );
  });

  it('of pm_usBankAccount_dispute arrives, and is lost to a dispute', async () => {
    const intent = await pay('pm_usBankAccount_dispute');
    await settle(intent.id);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    expect((await stripe.disputes.list({ payment_intent: intent.id })).data).toMatchObject([
      { reason: 'debit_not_authorized', status: 'lost' },
    ]);
  });

  it('ends with its charge when it is canceled, and is not confirmed again', async () => {
    const intent = await pay();
    expect(await errorOf(stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(await stripe.paymentIntents.cancel(intent.id)).toMatchObject({ status: 'canceled' });
    expect(await stripe.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({ status: 'failed' });
    expect((await settle(intent.id)).status).toBe(409);
  });

  it('has one result only, and a card payment has no later one', async () => {
    const intent = await pay();
    const answers = await Promise.all(Array.from({ length: 10 }, () => settle(intent.id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await settle((await pay('pm_card_visa')).id)).status).toBe(409);
    expect((await settle(intent.id, { as: 'lost' })).status).toBe(400);
  });
});
