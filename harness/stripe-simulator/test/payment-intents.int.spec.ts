import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

describe('POST /v1/payment_intents', () => {
  it('charges a good card immediately and returns the requested expansions', async () => {
    const metadata = { orderId: 'ord_1', paymentId: 'pay_1' };
    const intent = await stripe.paymentIntents.create(
      aCharge({ metadata, expand: ['latest_charge.refunds', 'payment_method'] }),
    );
    expect(intent).toMatchObject({
      object: 'payment_intent',
      amount: 4_200,
      amount_received: 4_200,
      currency: 'usd',
      livemode: false,
      metadata,
      status: 'succeeded',
      latest_charge: {
        object: 'charge',
        status: 'succeeded',
        paid: true,
        metadata,
        payment_intent: intent.id,
        payment_method_details: { card: { brand: 'visa', last4: '4242' } },
        refunds: { object: 'list', data: [], has_more: false },
      },
      payment_method: { object: 'payment_method', card: { brand: 'visa' } },
    });
    expect(intent.lastResponse).toMatchObject({ statusCode: 200, apiVersion: Stripe.API_VERSION });
    expect(intent.lastResponse.requestId).toMatch(/^req_\w{14}$/);
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline', 'Your card was declined.'],
    [
      'pm_card_chargeDeclinedInsufficientFunds',
      'card_declined',
      'insufficient_funds',
      'Your card has insufficient funds.',
    ],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', '', 'Your card has expired.'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', '', "Your card's security code is incorrect."],
  ])('declines %s with 402 %s', async (paymentMethod, code, declineCode, message) => {
    const error = await errorOf(stripe.paymentIntents.create(aCharge({ payment_method: paymentMethod })));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode, message });
    expect(error.doc_url).toBe(`https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`);
    expect(error.payment_intent).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: error.charge,
      last_payment_error: { charge: error.charge, code, message, type: 'card_error' },
      payment_method: null,
    });
    const charge = await stripe.charges.retrieve(error.charge ?? '');
    expect(charge).toMatchObject({
      status: 'failed',
      paid: false,
      failure_code: code,
      failure_message: message,
    });
  });

  it.each<[string, object, object]>([
    ['a missing amount', { amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    ['a missing currency', { currency: undefined }, { code: 'parameter_missing', param: 'currency' }],
    ['too small an amount', { amount: 49 }, { code: 'amount_too_small', param: 'amount' }],
    ['too large an amount', { amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    ['an amount with a fraction', { amount: 10.5 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['an unknown currency', { currency: 'zzz' }, { param: 'currency' }],
    [
      'an unknown card',
      { payment_method: 'pm_card_none' },
      { code: 'resource_missing', param: 'payment_method' },
    ],
    ['an unknown parameter', { invented: 1 }, { code: 'parameter_unknown', param: 'invented' }],
    ['a fee, which it cannot take', { application_fee_amount: 1 }, { param: 'application_fee_amount' }],
    ['no card to confirm with', { payment_method: undefined }, { code: 'payment_intent_unexpected_state' }],
    ['an expansion of nothing', { expand: ['nothing'] }, { param: 'expand' }],
  ])('refuses %s with 400', async (_, change, expected) => {
    const before = await simulator.charges();
    const error = await errorOf(stripe.paymentIntents.create(aCharge(change)));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, ...expected });
    expect(await simulator.charges()).toHaveLength(before.length);
  });
});

describe('POST /v1/payment_intents/:id/confirm', () => {
  it('charges later, another card after a decline, and never twice', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    expect(intent).toMatchObject({ status: 'requires_payment_method', latest_charge: null });
    const declined = await errorOf(
      stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }),
    );
    expect(declined.payment_intent?.id).toBe(intent.id);
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const again = await errorOf(stripe.paymentIntents.confirm(intent.id));
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it('accepts a PaymentMethod only once', async () => {
    const paid = await stripe.paymentIntents.create(aCharge());
    const used = await stripe.paymentMethods.retrieve(idOf(paid.payment_method));
    const error = await errorOf(stripe.paymentIntents.create(aCharge({ payment_method: used.id })));
    expect(error.message).toContain('was previously used with a PaymentIntent');
  });
});

describe('POST /v1/payment_intents/:id/cancel', () => {
  it('cancels an unpaid intent but not a paid one', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const canceled = await stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'duplicate' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'duplicate' });
    const confirmed = await errorOf(
      stripe.paymentIntents.confirm(open.id, { payment_method: 'pm_card_visa' }),
    );
    expect(confirmed.code).toBe('payment_intent_unexpected_state');
    const paid = await stripe.paymentIntents.create(aCharge());
    expect(await errorOf(stripe.paymentIntents.cancel(paid.id))).toMatchObject({ statusCode: 400 });
  });
});

describe('GET /v1/payment_intents', () => {
  const customer = 'cus_lists';
  const numbers = Array.from({ length: 23 }, (_, index) => String(index));

  beforeAll(async () => {
    for (const number of numbers) {
      await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer, metadata: { number } });
    }
  });

  it('pages through all of them, newest first and expanded, none twice', async () => {
    const all = await stripe.paymentIntents
      .list({ customer, limit: 5, expand: ['data.latest_charge'] })
      .autoPagingToArray({ limit: 100 });
    expect(all.map(({ metadata }) => metadata['number'])).toEqual(numbers.toReversed());
  });

  it('pages backward', async () => {
    const { data } = await stripe.paymentIntents.list({ customer, limit: 100 });
    const [first, second, third] = data;
    const page = await stripe.paymentIntents.list({ customer, limit: 2, ending_before: third?.id ?? '' });
    expect(page.data.map(({ id }) => id)).toEqual([first?.id, second?.id]);
    expect(page.has_more).toBe(false);
  });

  it('filters by the time of creation', async () => {
    const now = Math.floor(Date.now() / 1_000);
    expect(
      (await stripe.paymentIntents.list({ customer, created: { gte: now - 60, lte: now + 1 } })).data,
    ).toHaveLength(10);
    expect((await stripe.paymentIntents.list({ customer, created: { lt: now - 60 } })).data).toEqual([]);
  });

  it('refuses an invalid cursor and an invalid limit', async () => {
    const cursor = await errorOf(stripe.paymentIntents.list({ starting_after: 'pi_none' }));
    expect(cursor).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'starting_after' });
    const limit = await errorOf(stripe.paymentIntents.list({ limit: 101 }));
    expect(limit).toMatchObject({ statusCode: 400, param: 'limit' });
  });

  it('searches by metadata, and pages through the results', async () => {
    const one = await stripe.paymentIntents.search({
      query: `metadata['number']:'7' AND customer:'${customer}'`,
    });
    expect(one.data.map(({ metadata }) => metadata)).toEqual([{ number: '7' }]);
    const all = await stripe.paymentIntents
      .search({ query: `customer:'${customer}'`, limit: 10 })
      .autoPagingToArray({ limit: 100 });
    expect(all).toHaveLength(numbers.length);
    expect(await errorOf(stripe.paymentIntents.search({ query: 'nonsense' }))).toMatchObject({
      param: 'query',
    });
  });
});

describe('POST /v1/payment_intents/:id', () => {
  it('changes the amount until it is paid, and metadata at any time', async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 4_200,
      currency: 'usd',
      metadata: { a: '1' },
    });
    expect(await stripe.paymentIntents.update(id, { amount: 4_300, metadata: { b: '2' } })).toMatchObject({
      amount: 4_300,
      metadata: { a: '1', b: '2' },
    });
    const { data } = await stripe.paymentIntents.search({ query: "metadata['b']:'2'" });
    expect(data.map((found) => found.id)).toContain(id);
    expect(await errorOf(stripe.paymentIntents.update(id, { amount: 1 }))).toMatchObject({ param: 'amount' });
    await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.example/',
    });
    expect((await errorOf(stripe.paymentIntents.update(id, { amount: 4_200 }))).code).toBe(
      'payment_intent_unexpected_state',
    );
    expect((await stripe.paymentIntents.update(id, { metadata: { a: '' } })).metadata).toEqual({ b: '2' });
  });
});

describe('a missing or forbidden resource', () => {
  it.each<[string, () => Promise<unknown>, number, string | undefined]>([
    ['an unknown PaymentIntent', () => stripe.paymentIntents.retrieve('pi_none'), 404, 'resource_missing'],
    ['an unknown charge', () => stripe.charges.retrieve('ch_none'), 404, 'resource_missing'],
    ['an unknown refund', () => stripe.refunds.retrieve('re_none'), 404, 'resource_missing'],
    ['an unknown event', () => stripe.events.retrieve('evt_none'), 404, 'resource_missing'],
    ['a route it does not have', () => stripe.invoices.list(), 404, undefined],
  ])('%s is a 404', async (_, call, status, code) => {
    const error = await errorOf(call());
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: status, code });
  });

  it('another key is a 401 that does not repeat the key', async () => {
    const error = await errorOf(simulator.stripe({}, 'sk_test_not_this_one_at_all').paymentIntents.list());
    expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
    expect(error.message).toMatch(/^Invalid API Key provided: sk_test_\*+_all$/);
  });

  it('no key is a 401, and JSON is not understood', async () => {
    const keyless = await fetch(`${simulator.url}/v1/payment_intents`);
    expect([keyless.status, await keyless.text()]).toEqual([
      401,
      expect.stringContaining('did not provide an API key'),
    ]);
    const json = await simulator.post('/v1/payment_intents', {}, { 'Content-Type': 'application/json' });
    expect([json.status, await json.text()]).toEqual([400, expect.stringContaining('x-www-form-urlencoded')]);
  });
});
