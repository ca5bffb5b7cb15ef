import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Stripe } from 'stripe';
import { aCharge, idOf, SimulatorProcess, webhookSecret } from './simulator-process.ts';
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
  payment_method = 'pm_card_threeDSecure2Required',
  change: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(aCharge({ payment_method, return_url, ...change }));

const answer = (intent: Stripe.PaymentIntent, given: string): Promise<Response> =>
  simulator.ask(`challenges/${intent.id}`, { answer: given });

const eventsOf = (intent: Stripe.PaymentIntent): string[] =>
  receiver.events
    .filter(({ data }) => JSON.stringify(data.object).includes(intent.id))
    .map(({ type }) => type)
    .sort();

describe('POST /_simulator/challenges/:intentId', () => {
  it('charges when the customer confirms', async () => {
    const intent = await pay(undefined, { metadata: { orderId: 'ord_1' } });
    const response = await answer(intent, 'confirm');
    expect(response.status).toBe(200);
    const paid = (await response.json()) as Stripe.PaymentIntent;
    expect(paid).toMatchObject({
      id: intent.id,
      status: 'succeeded',
      amount_received: 4_200,
      next_action: null,
    });
    expect(await stripe.charges.retrieve(idOf(paid.latest_charge))).toMatchObject({
      status: 'succeeded',
      metadata: { orderId: 'ord_1' },
      payment_method_details: {
        card: { three_d_secure: { authentication_flow: 'challenge', result: 'authenticated' } },
      },
    });
    await eventually(() =>
      expect(eventsOf(intent)).toEqual([
        'charge.succeeded',
        'payment_intent.created',
        'payment_intent.requires_action',
        'payment_intent.succeeded',
      ]),
    );
  });

  it('takes nothing when the customer refuses', async () => {
    const intent = await pay();
    expect(await (await answer(intent, 'refuse')).json()).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: null,
      next_action: null,
      payment_method: null,
      last_payment_error: {
        code: 'payment_intent_authentication_failure',
        type: 'invalid_request_error',
        payment_method: { id: intent.payment_method },
      },
    });
    await eventually(() =>
      expect(eventsOf(intent)).toEqual([
        'payment_intent.created',
        'payment_intent.payment_failed',
        'payment_intent.requires_action',
      ]),
    );
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toEqual([]);
  });

  it.each([
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_threeDSecureRequiredChargeDeclined', 'generic_decline'],
  ])('declines %s after the confirmation', async (method, declineCode) => {
    const intent = await pay(method);
    expect(await (await answer(intent, 'confirm')).json()).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: declineCode },
    });
    await eventually(() => expect(eventsOf(intent)).toContain('charge.failed'));
  });

  it('takes one answer of many, also while the shop cancels', async () => {
    const intent = await pay();
    const cancel = stripe.paymentIntents.cancel(intent.id).then(
      () => true,
      () => false,
    );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => answer(intent, index % 2 === 0 ? 'confirm' : 'refuse')),
    );
    const taken = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status }) => status === 409).length;
    expect(taken + refused).toBe(10);
    expect(taken).toBeLessThanOrEqual(1);
    await cancel;
    const { status } = await stripe.paymentIntents.retrieve(intent.id);
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data).toHaveLength(status === 'succeeded' ? 1 : 0);
  });

  it('refuses an unknown intent, a paid one, and an answer it does not know', async () => {
    const unknown = await simulator.ask('challenges/pi_none', { answer: 'confirm' });
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { code: 'payment_intent_unknown' } },
    ]);
    const paid = await answer(await pay('pm_card_visa'), 'confirm');
    expect([paid.status, await paid.json()]).toMatchObject([409, { error: { code: 'no_open_challenge' } }]);
    expect((await answer(await pay(), 'perhaps')).status).toBe(400);
  });

  it('survives a kill of the simulator between question and answer', async () => {
    const intent = await pay();
    await simulator.signal('SIGKILL');
    await simulator.start();
    stripe = simulator.stripe();
    expect((await answer(intent, 'confirm')).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('GET /_simulator/challenges', () => {
  it('lists the open ones', async () => {
    const intent = await pay(undefined, { metadata: { orderId: 'ord_2' } });
    const open = async () => {
      const response = await fetch(`${simulator.url}/_simulator/challenges`);
      const body = (await response.json()) as { challenges: { intentId: string }[] };
      return body.challenges.filter(({ intentId }) => intentId === intent.id);
    };
    const again = await stripe.paymentIntents.confirm(intent.id, { return_url });
    expect(await open()).toEqual([
      {
        intentId: intent.id,
        url: again.next_action?.redirect_to_url?.url,
        amountMinor: 4_200,
        currency: 'usd',
        createdAt: expect.stringMatching(/Z$/),
        metadata: { orderId: 'ord_2' },
      },
    ]);
    await answer(intent, 'refuse');
    expect(await open()).toEqual([]);
  });
});

describe('the page of the bank', () => {
  const urlOf = (intent: Stripe.PaymentIntent): string => intent.next_action?.redirect_to_url?.url ?? '';

  const submit = (intent: Stripe.PaymentIntent, given: string, headers = {}): Promise<Response> =>
    fetch(new URL(urlOf(intent)).href.split('?')[0] ?? '', {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({
        attempt: new URL(urlOf(intent)).searchParams.get('attempt') ?? '',
        answer: given,
      }),
    });

  it.each([
    ['pm_card_threeDSecure2Required', 'confirm', 'succeeded'],
    ['pm_card_threeDSecure2Required', 'refuse', 'failed'],
    ['pm_card_threeDSecureRequiredChargeDeclined', 'confirm', 'failed'],
  ])('sends the customer of %s back after %s with %s', async (method, given, outcome) => {
    const intent = await pay(method);
    const page = await fetch(urlOf(intent));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain('stands in for your bank');
    expect(html).toContain('$42.00');
    const response = await submit(intent, given, { origin: simulator.url });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(
      `${return_url}&payment_intent=${intent.id}&payment_intent_client_secret=${intent.client_secret}&redirect_status=${outcome}`,
    );
    const again = await submit(intent, 'confirm');
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('Back to the shop')]);
  });

  it('offers a way back without an outcome', async () => {
    const intent = await pay();
    const html = await (await fetch(urlOf(intent))).text();
    expect(html).toMatch(/from=bank&#38;payment_intent=pi_\w+&#38;payment_intent_client_secret=\w+"/);
    expect(html).not.toContain('redirect_status');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_action' });
  });

  it('shows a stale attempt and a canceled payment as over, and no markup of a return_url', async () => {
    const intent = await pay(undefined, { return_url: 'https://shop.example/"><script>' });
    expect(await (await fetch(urlOf(intent))).text()).not.toContain('<script>');
    await stripe.paymentIntents.confirm(intent.id, { return_url });
    expect(await (await fetch(urlOf(intent))).text()).toContain('out of date');
    await stripe.paymentIntents.cancel(intent.id);
    expect(await (await fetch(urlOf(intent))).text()).toContain('The shop has canceled');
    const unknown = await fetch(`${simulator.url}/3d_secure/${intent.id}?attempt=payatt_none`);
    expect(unknown.status).toBe(404);
  });

  it('opens from a page of another site, which cannot answer', async () => {
    const intent = await pay();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await statusOf('GET', urlOf(intent), headers)).toBe(200);
    for (const foreign of [{ origin: 'https://evil.example' }, { origin: 'null' }, headers]) {
      expect((await submit(intent, 'confirm', foreign)).status).toBe(403);
      expect(await statusOf('POST', `${simulator.url}/_simulator/challenges/${intent.id}`, foreign)).toBe(
        403,
      );
    }
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_action' });
  });
});

/** fetch does not send Sec-Fetch headers that a caller sets. */
function statusOf(method: string, url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      text(response).then(() => resolve(response.statusCode), reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('PUBLIC_URL', () => {
  it("is the address of the bank's page, and a name the page accepts", async () => {
    const named = await new SimulatorProcess({ PUBLIC_URL: 'http://bank.example:8080/' }).start();
    try {
      const intent = await named
        .stripe()
        .paymentIntents.create(aCharge({ payment_method: 'pm_card_threeDSecure2Required', return_url }));
      const url = intent.next_action?.redirect_to_url?.url ?? '';
      expect(url).toMatch(/^http:\/\/bank\.example:8080\/3d_secure\/pi_/);
      const { pathname, search } = new URL(url);
      const host = { host: 'bank.example:8080' };
      expect(await statusOf('GET', named.url + pathname + search, host)).toBe(200);
    } finally {
      await named.dispose();
    }
  });
});
