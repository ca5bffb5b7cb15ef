import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stripe } from 'stripe';
import { aCharge, errorOf, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
import { eventually, WebhookReceiver } from './webhook-receiver.ts';

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

const return_url = 'https://shop.example/orders/1?from=bank';
const pay = (
  payment_method = 'pm_card_authenticationRequired',
  change: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(aCharge({ payment_method, return_url, ...change }));

const eventsOf = (intent: Stripe.PaymentIntent): string[] =>
  receiver.events
    .filter(({ data }) => (data.object as { id: string }).id === intent.id)
    .map(({ type, data }) => `${type} ${(data.object as Stripe.PaymentIntent).status}`)
    .sort();

describe('a card whose bank asks first', () => {
  it.each([
    'pm_card_authenticationRequired',
    'pm_card_authenticationRequiredOnSetup',
    'pm_card_authenticationRequiredSetupForOffSession',
    'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    'pm_card_threeDSecure2Required',
    'pm_card_threeDSecureRequired',
    'pm_card_threeDSecureRequiredChargeDeclined',
  ])('%s waits for the customer, without a charge', async (method) => {
    const intent = await pay(method);
    expect(intent).toMatchObject({
      status: 'requires_action',
      amount_received: 0,
      latest_charge: null,
      last_payment_error: null,
      payment_method: expect.stringMatching(/^pm_/),
      client_secret: expect.stringMatching(new RegExp(`^${intent.id}_secret_\\w{25}$`)),
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: {
          return_url,
          url: expect.stringContaining(`${simulator.url}/3d_secure/${intent.id}`),
        },
      },
    });
    await eventually(() =>
      expect(eventsOf(intent)).toEqual([
        'payment_intent.created requires_confirmation',
        'payment_intent.requires_action requires_action',
      ]),
    );
  });

  it.each<[string, Partial<Stripe.PaymentIntentCreateParams>]>([
    ['without a return_url', { return_url: undefined as unknown as string }],
    ['with use_stripe_sdk', { use_stripe_sdk: true }],
  ])('leaves the next action to Stripe.js %s', async (_, change) => {
    expect((await pay(undefined, change)).next_action).toEqual({
      type: 'use_stripe_sdk',
      use_stripe_sdk: {
        type: 'three_d_secure_redirect',
        source: expect.stringMatching(/^payatt_/),
        stripe_js: expect.stringContaining(simulator.url),
      },
    });
  });

  it.each([
    ['pm_card_threeDSecureOptional', 'automatic', 'succeeded'],
    ['pm_card_threeDSecureOptional', 'any', 'requires_action'],
    ['pm_card_threeDSecureOptional', 'challenge', 'requires_action'],
    ['pm_card_threeDSecureOptionalProcessingError', 'any', 'succeeded'],
    ['pm_card_amex_threeDSecureNotSupported', 'any', 'succeeded'],
    ['pm_card_visa', 'any', 'succeeded'],
  ] as const)('%s with request_three_d_secure %s is %s', async (method, request_three_d_secure, status) => {
    const intent = await pay(method, { payment_method_options: { card: { request_three_d_secure } } });
    expect(intent).toMatchObject({ status, payment_method_options: { card: { request_three_d_secure } } });
  });

  it('is declined if the lookup at the bank fails', async () => {
    expect(await errorOf(pay('pm_card_threeDSecureRequiredProcessingError'))).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
  });

  it('is a decline without a charge if the shop wants an error instead', async () => {
    const error = await errorOf(pay(undefined, { error_on_requires_action: true }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_not_handled',
      payment_intent: {
        status: 'requires_payment_method',
        latest_charge: null,
        next_action: null,
        last_payment_error: { code: 'authentication_required', type: 'card_error' },
      },
    });
  });

  it.each([
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_card_authenticationRequiredOnSetup', 'authentication_required'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('%s is declined with %s while the customer is away', async (method, declineCode) => {
    const error = await errorOf(pay(method, { off_session: true }));
    expect(error).toMatchObject({ statusCode: 402, decline_code: declineCode });
    expect(await stripe.charges.retrieve(error.charge ?? '')).toMatchObject({ status: 'failed' });
  });

  it('is charged while the customer is away if it was set up for that', async () => {
    const intent = await pay('pm_card_authenticationRequiredSetupForOffSession', { off_session: true });
    expect(intent.status).toBe('succeeded');
  });

  it('may be confirmed again with another card, which voids the first question', async () => {
    const intent = await pay();
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', next_action: null });
    expect((await simulator.ask(`challenges/${intent.id}`, { answer: 'confirm' })).status).toBe(409);
  });

  it('is over once it is canceled', async () => {
    const intent = await pay();
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', next_action: null });
    expect((await simulator.ask(`challenges/${intent.id}`, { answer: 'confirm' })).status).toBe(409);
    expect(await simulator.charges()).not.toContainEqual(
      expect.objectContaining({ paymentIntentId: intent.id }),
    );
  });
});

describe('the parameters of a confirmation', () => {
  it.each([
    ['error_on_requires_action', { error_on_requires_action: true }],
    ['off_session', { off_session: true }],
    ['return_url', { return_url }],
  ])('include %s, which needs confirm', async (param, change) => {
    const creation = stripe.paymentIntents.create({ amount: 4_200, currency: 'usd', ...change });
    expect(await errorOf(creation)).toMatchObject({
      statusCode: 400,
      param,
      message: expect.stringContaining('unless `confirm` is set to true'),
    });
  });

  it.each(['javascript:alert(1)', '/orders/1', 'https://'])('refuse the return_url %j', async (url) => {
    expect(await errorOf(pay(undefined, { return_url: url }))).toMatchObject({
      statusCode: 400,
      code: 'url_invalid',
      param: 'return_url',
    });
  });
});

describe('manual confirmation', () => {
  it("charges with the shop's next request, after the customer's answer", async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 4_200,
      currency: 'usd',
      confirmation_method: 'manual',
      payment_method: 'pm_card_threeDSecure2Required',
      confirm: true,
      return_url,
    });
    await simulator.ask(`challenges/${intent.id}`, { answer: 'confirm' });
    const answered = await stripe.paymentIntents.retrieve(intent.id);
    expect(answered).toMatchObject({ status: 'requires_confirmation', latest_charge: null });
    const paid = await stripe.paymentIntents.confirm(intent.id);
    const charge = await stripe.charges.retrieve(idOf(paid.latest_charge));
    expect(charge.payment_method_details?.card?.three_d_secure).toMatchObject({ result: 'authenticated' });
  });
});
