import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, anUnpaidCharge, errorOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

const aCard = (number: string, change: object = {}): Stripe.PaymentMethodCreateParams => ({
  type: 'card',
  card: { number, exp_month: 12, exp_year: 2_034, cvc: '123', ...change },
});
const anAccount = (account_number: string, change: object = {}): Stripe.PaymentMethodCreateParams => ({
  type: 'us_bank_account',
  us_bank_account: { account_holder_type: 'company', routing_number: '110000000', account_number, ...change },
  billing_details: { name: 'Ada' },
});

describe('POST /v1/payment_methods', () => {
  it.each([
    ['4242 4242 4242 4242', 'succeeded'],
    ['4000000000003220', 'requires_action'],
    ['4000008400000027', 'requires_action'],
    ['4000000032200000', 'succeeded'],
  ])('makes one of %s, whose payment is %s', async (number, status) => {
    const method = await stripe.paymentMethods.create(aCard(number));
    expect(method).toMatchObject({ type: 'card', card: { exp_month: 12, exp_year: 2_034 } });
    expect((await stripe.paymentIntents.create(aCharge({ payment_method: method.id }))).status).toBe(status);
  });

  it('makes one of a token, with metadata and billing details', async () => {
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_chargeDeclinedInsufficientFunds' },
      billing_details: { name: 'Ada', address: { country: 'FR' } },
      metadata: { from: 'test' },
    });
    expect(await stripe.paymentMethods.retrieve(method.id)).toMatchObject({
      billing_details: { name: 'Ada', address: { country: 'FR', city: null } },
      metadata: { from: 'test' },
    });
    const error = await errorOf(stripe.paymentIntents.create(aCharge({ payment_method: method.id })));
    expect(error.decline_code).toBe('insufficient_funds');
  });

  it('makes one of a bank account', async () => {
    const method = await stripe.paymentMethods.create(anAccount('000222222227'));
    expect(method.us_bank_account).toMatchObject({ last4: '2227', account_holder_type: 'company' });
    const intent = await stripe.paymentIntents.create(aCharge({ payment_method: method.id }));
    expect(intent.status).toBe('processing');
  });

  it('is part of a payment as payment_method_data', async () => {
    const intent = await stripe.paymentIntents.create({
      ...anUnpaidCharge,
      payment_method_data: aCard('5555555555554444') as Stripe.PaymentIntentCreateParams.PaymentMethodData,
      expand: ['payment_method'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', payment_method: { card: { brand: 'mastercard' } } });
  });

  it('shows a charge that was confirmed without the customer as frictionless', async () => {
    const method = await stripe.paymentMethods.create(aCard('4000000032200000'));
    const intent = await stripe.paymentIntents.create(
      aCharge({ payment_method: method.id, expand: ['latest_charge'] }),
    );
    expect(intent.latest_charge).toMatchObject({
      payment_method_details: { card: { three_d_secure: { authentication_flow: 'frictionless' } } },
    });
  });

  it.each<[string, Stripe.PaymentMethodCreateParams, object]>([
    ['a mistyped number', aCard('4242424242424241'), { statusCode: 402, code: 'incorrect_number' }],
    [
      'a real number',
      aCard('4111111111111111'),
      { statusCode: 402, code: 'card_declined', decline_code: 'test_mode_live_card' },
    ],
    ['no number', aCard(''), { statusCode: 400, param: 'card[number]' }],
    ['a month too many', aCard('4242424242424242', { exp_month: 13 }), { code: 'invalid_expiry_month' }],
    ['a year gone by', aCard('4242424242424242', { exp_year: 2_020 }), { code: 'invalid_expiry_year' }],
    ['a security code of letters', aCard('4242424242424242', { cvc: 'abc' }), { code: 'invalid_cvc' }],
    ['no type', {}, { statusCode: 400, code: 'parameter_missing', param: 'type' }],
    ['no details', { type: 'card' }, { statusCode: 400, param: 'card' }],
    ['another type', { type: 'ideal' }, { statusCode: 400, param: 'type' }],
    [
      'an unknown token',
      { type: 'card', card: { token: 'tok_none' } },
      { statusCode: 400, code: 'resource_missing' },
    ],
    ['a real account', anAccount('123456789'), { statusCode: 400, code: 'account_number_invalid' }],
    [
      'another routing number',
      anAccount('000123456789', { routing_number: '021000021' }),
      { statusCode: 400, code: 'routing_number_invalid' },
    ],
  ])('refuses %s', async (_, params, expected) => {
    expect(await errorOf(stripe.paymentMethods.create(params))).toMatchObject(expected);
  });
});
