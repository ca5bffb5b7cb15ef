import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, anUnpaidCharge, errorOf, SimulatorProcess } from './simulator-process.ts';

const simulator = new SimulatorProcess();
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

type NewToken = NonNullable<Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0]>;

const shipping = { name: 'Ada', address: { line1: '1 Tea Street', city: 'Paris', country: 'FR' } };
const card = { number: '4000 0000 0000 3220', exp_month: 12, exp_year: 34, cvc: '123' };
const aToken = (change: NewToken = { payment_method: 'pm_card_visa' }): Promise<Stripe.ConfirmationToken> =>
  stripe.testHelpers.confirmationTokens.create(change);

const payWith = (token: string, change: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ ...anUnpaidCharge, ...change, confirmation_token: token });

describe('a confirmation token', () => {
  it('shows what the customer chose, and for how long it can be used', async () => {
    const token = await aToken({
      payment_method_data: {
        type: 'card',
        card,
        billing_details: { email: 'ada@example.com' },
      } as NewToken['payment_method_data'] & object,
      return_url: 'https://shop.example/done',
      setup_future_usage: 'off_session',
      shipping,
    });
    expect(token).toMatchObject({
      id: expect.stringMatching(/^ctoken_/),
      object: 'confirmation_token',
      expires_at: token.created + 12 * 3_600,
      payment_intent: null,
      payment_method_preview: {
        type: 'card',
        billing_details: { email: 'ada@example.com' },
        card: { brand: 'visa', last4: '3220', exp_month: 12, exp_year: 2_034 },
      },
      return_url: 'https://shop.example/done',
      setup_future_usage: 'off_session',
      shipping: { name: 'Ada' },
      use_stripe_sdk: true,
    });
    expect(await stripe.confirmationTokens.retrieve(token.id)).toEqual(expect.objectContaining({ ...token }));
  });

  it('pays, and its values are written onto the intent', async () => {
    const token = await aToken({
      payment_method: 'pm_card_mastercard',
      setup_future_usage: 'on_session',
      shipping,
    });
    const intent = await payWith(token.id, { expand: ['payment_method'] });
    expect(intent).toMatchObject({
      status: 'succeeded',
      setup_future_usage: 'on_session',
      shipping: { name: 'Ada', address: { city: 'Paris' } },
      payment_method: { card: { brand: 'mastercard' } },
    });
    expect(await stripe.confirmationTokens.retrieve(token.id)).toMatchObject({
      payment_intent: intent.id,
      expires_at: null,
    });
  });

  it('confirms an intent, whose own PaymentMethod it replaces', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: 'pm_card_chargeDeclined',
    });
    const confirmation_token = (await aToken()).id;
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token });
    expect(paid.status).toBe('succeeded');
  });

  it('gives way to the PaymentMethod and the return_url of the request', async () => {
    const token = await aToken({ payment_method: 'pm_card_visa', return_url: 'https://shop.example/token' });
    const intent = await stripe.paymentIntents.create(
      aCharge({
        confirmation_token: token.id,
        payment_method: 'pm_card_threeDSecure2Required',
        return_url: 'https://shop.example/request',
        use_stripe_sdk: false,
      }),
    );
    expect(intent.next_action?.redirect_to_url?.return_url).toBe('https://shop.example/request');
  });

  it.each([
    [undefined, 'use_stripe_sdk'],
    [false, 'redirect_to_url'],
  ])('leaves the next action to Stripe.js if use_stripe_sdk is %s: %s', async (use_stripe_sdk, type) => {
    const token = await aToken({
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'https://shop.example/token',
    });
    const intent = await payWith(token.id, use_stripe_sdk === undefined ? {} : { use_stripe_sdk });
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type } });
  });

  it.each(['pm_card_visa', 'pm_card_chargeDeclined'])('of %s can be used once', async (method) => {
    const token = await aToken({ payment_method: method });
    await payWith(token.id).catch(() => undefined);
    const before = await simulator.charges();
    expect(await errorOf(payWith(token.id))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      param: 'confirmation_token',
      message: expect.stringContaining('already been used'),
    });
    expect(await simulator.charges()).toHaveLength(before.length);
  });

  it('can be used once by many concurrent requests', async () => {
    const token = await aToken();
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => payWith(token.id)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is still good after a request that was refused', async () => {
    const token = await aToken();
    expect((await errorOf(payWith(token.id, { amount: 1 }))).code).toBe('amount_too_small');
    expect((await payWith(token.id)).status).toBe('succeeded');
  });

  it('expires after 12 hours', async () => {
    const token = await aToken();
    await simulator.ask('clock', { advanceMs: 12 * 3_600_000 });
    expect(await errorOf(payWith(token.id))).toMatchObject({
      statusCode: 400,
      param: 'confirmation_token',
      message: expect.stringContaining('expired'),
    });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'an unknown token',
      () => payWith('ctoken_none'),
      { statusCode: 400, code: 'resource_missing', param: 'confirmation_token' },
    ],
    [
      'to retrieve an unknown token',
      () => stripe.confirmationTokens.retrieve('ctoken_none'),
      { statusCode: 404, code: 'resource_missing' },
    ],
    [
      'a token without confirm',
      () => payWith('ctoken_none', { confirm: false }),
      { statusCode: 400, param: 'confirmation_token' },
    ],
    ['a token of nothing', () => aToken({}), { statusCode: 400, code: 'parameter_missing' }],
    [
      'a token with an address it cannot return to',
      () => aToken({ payment_method: 'pm_card_visa', return_url: 'javascript:alert(1)' }),
      { statusCode: 400, code: 'url_invalid', param: 'return_url' },
    ],
    [
      'a token of two PaymentMethods',
      () => aToken({ payment_method: 'pm_card_visa', payment_method_data: { type: 'card' } }),
      { statusCode: 400, param: 'payment_method_data' },
    ],
  ])('is refused: %s', async (_, call, expected) => {
    expect(await errorOf(call())).toMatchObject(expected);
  });
});
