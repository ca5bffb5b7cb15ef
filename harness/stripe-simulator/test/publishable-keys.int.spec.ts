import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Stripe } from 'stripe';
import { anUnpaidCharge, secretKey, SimulatorProcess } from './simulator-process.ts';

const publishable = 'pk_test_simulator';
const simulator = new SimulatorProcess({ STRIPE_PUBLISHABLE_KEY: publishable });
let stripe: Stripe;

beforeAll(async () => {
  stripe = (await simulator.start()).stripe();
});
afterAll(() => simulator.dispose());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { error?: { code?: string; message: string; payment_intent?: object } } & Record<
    string,
    unknown
  >;
}

async function call(
  method: 'GET' | 'POST',
  path: string,
  form: Record<string, string> = {},
  key = publishable,
): Promise<Answer> {
  const query = new URLSearchParams(form);
  const response = await fetch(simulator.url + path + (method === 'GET' ? `?${query.toString()}` : ''), {
    method,
    headers: { authorization: `Bearer ${key}`, origin: 'https://shop.example' },
    ...(method === 'POST' ? { body: query } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  };
}

const open = (): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({ amount: 4_200, currency: 'usd', metadata: { orderId: 'ord_secret' } });

const secretOf = (intent: Stripe.PaymentIntent): string => intent.client_secret ?? '';

describe('a page with the publishable key', () => {
  it('makes PaymentMethods and confirmation tokens', async () => {
    const data = { type: 'card', 'card[token]': 'tok_visa' };
    const method = await call('POST', '/v1/payment_methods', data);
    expect(method).toMatchObject({ status: 200, body: { object: 'payment_method' } });
    expect(method.headers.get('access-control-allow-origin')).toBe('*');
    expect(method.headers.has('access-control-allow-credentials')).toBe(false);
    const token = await call('POST', '/v1/confirmation_tokens', {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][token]': 'tok_visa',
      return_url: 'https://shop.example/done',
    });
    expect(token).toMatchObject({ status: 200, body: { object: 'confirmation_token' } });
    const paid = await stripe.paymentIntents.create({
      ...anUnpaidCharge,
      confirmation_token: String(token.body['id']),
    });
    expect(paid.status).toBe('succeeded');
  });

  it('sees of a payment only what its customer may know', async () => {
    const intent = await open();
    const { status, body } = await call('GET', `/v1/payment_intents/${intent.id}`, {
      client_secret: secretOf(intent),
    });
    expect([status, body]).toMatchObject([200, { id: intent.id, amount: 4_200, status: intent.status }]);
    for (const hidden of ['metadata', 'customer', 'latest_charge', 'amount_received', 'transfer_data'])
      expect(body).not.toHaveProperty(hidden);
  });

  it('confirms with the client secret, and sees as little of a decline', async () => {
    const intent = await open();
    const path = `/v1/payment_intents/${intent.id}/confirm`;
    const form = { client_secret: secretOf(intent), payment_method: 'pm_card_chargeDeclined' };
    const declined = await call('POST', path, form);
    expect(declined).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } });
    expect(declined.body.error?.payment_intent).toMatchObject({ id: intent.id });
    expect(declined.body.error?.payment_intent).not.toHaveProperty('metadata');
    const paid = await call('POST', path, { ...form, payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    expect(paid.body).not.toHaveProperty('metadata');
  });

  it('never gets a response that was stored for the server', async () => {
    const intent = await open();
    const form = { client_secret: secretOf(intent), payment_method: 'pm_card_visa' };
    const path = `/v1/payment_intents/${intent.id}/confirm`;
    await simulator.post(path, form, { 'Idempotency-Key': 'server-1' });
    const stolen = await fetch(simulator.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${publishable}`, 'idempotency-key': 'server-1' },
      body: new URLSearchParams(form),
    });
    expect([stolen.status, await stolen.text()]).toEqual([400, expect.not.stringContaining('ord_secret')]);
  });

  it.each<['GET' | 'POST', string, Record<string, string>]>([
    ['GET', '/v1/payment_intents', {}],
    ['POST', '/v1/payment_intents', { amount: '4200', currency: 'usd' }],
    ['POST', '/v1/refunds', { charge: 'ch_1' }],
    ['GET', '/v1/charges', {}],
    ['GET', '/v1/events', {}],
    ['GET', '/v1/account', {}],
    ['POST', '/v1/test_helpers/confirmation_tokens', { payment_method: 'pm_card_visa' }],
  ])('may not %s %s', async (method, path, form) => {
    const url = `${simulator.url}${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${publishable}` },
      ...(method === 'POST' ? { body: new URLSearchParams(form) } : {}),
    });
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { error: { code: 'secret_key_required', message: expect.stringContaining('publishable API key') } },
    ]);
  });

  it('may not touch a payment without its client secret', async () => {
    const intent = await open();
    const other = await open();
    const path = `/v1/payment_intents/${intent.id}`;
    expect((await call('GET', path)).status).toBe(401);
    expect((await call('POST', `${path}/confirm`, { payment_method: 'pm_card_visa' })).status).toBe(401);
    const wrong = await call('GET', path, { client_secret: secretOf(other) });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { code: 'payment_intent_invalid_parameter' } },
    });
    expect(JSON.stringify(wrong.body)).not.toContain(secretOf(intent));
  });

  it('reads why another publishable key is refused', async () => {
    const answer = await call('POST', '/v1/payment_methods', {}, 'pk_test_of_another_account');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('a page of another site', () => {
  /** fetch does not send Sec-Fetch headers that a caller sets. */
  function send(method: string, path: string, headers: Record<string, string>): Promise<[number, object]> {
    return new Promise((resolve, reject) => {
      const cross = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const sent = httpRequest(
        simulator.url + path,
        { method, headers: { ...cross, ...headers } },
        (response) => {
          const status = response.statusCode ?? 0;
          if (status === 204) return resolve([status, response.headers]);
          json(response).then(
            (body) => resolve([status, { ...response.headers, ...(body as object) }]),
            reject,
          );
        },
      );
      sent.on('error', reject).end();
    });
  }

  it('may ask beforehand on the routes of pages only', async () => {
    const [status, headers] = await send('OPTIONS', '/v1/confirmation_tokens', {});
    expect([status, headers]).toMatchObject([
      204,
      {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': expect.stringContaining('Authorization'),
        'access-control-allow-methods': 'GET, POST',
      },
    ]);
    for (const path of ['/v1/refunds', '/_simulator/charges', '/_simulator/challenges/pi_1'])
      expect((await send('OPTIONS', path, {}))[0]).toBe(403);
  });

  it('may not use a secret key, or a publishable one elsewhere', async () => {
    const secret = { authorization: `Bearer ${secretKey}` };
    const page = { authorization: `Bearer ${publishable}` };
    expect((await send('POST', '/v1/payment_methods', secret))[0]).toBe(403);
    expect((await send('GET', '/v1/charges', page))[0]).toBe(403);
    expect((await send('GET', '/_simulator/charges', page))[0]).toBe(403);
    expect((await send('POST', '/v1/payment_methods', page))[0]).toBe(400);
  });
});

describe('the secret key', () => {
  it('is not for the route on which pages make confirmation tokens', async () => {
    const answer = await call('POST', '/v1/confirmation_tokens', {}, secretKey).catch(() => undefined);
    const own = await simulator.post('/v1/confirmation_tokens', { payment_method: 'pm_card_visa' });
    expect([answer?.status, own.status]).toEqual([403, 401]);
  });
});
