import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper, twoTeas } from './shopper.ts';

const json = 'application/json';

describe('POST /checkouts', () => {
  let stack: RunningStack;
  let shopper: Shopper;

  beforeAll(async () => {
    stack = await startStack('postgres');
    shopper = new Shopper(stack);
  });

  afterAll(() => stack.remove());

  const post = (
    body: string,
    headers: Record<string, string>,
    path = '/checkouts',
  ): ReturnType<typeof send> => send(`${stack.addresses.checkout}${path}`, { method: 'POST', headers, body });

  const valid = JSON.stringify(twoTeas());
  const withKey = { 'content-type': json, 'idempotency-key': 'a-key' };

  it.each<[string, string, Record<string, string>, number, string]>([
    ['no key', valid, { 'content-type': json }, 400, 'idempotency_key_missing'],
    ['an empty key', valid, { ...withKey, 'idempotency-key': '""' }, 400, 'idempotency_key_malformed'],
    [
      'a key too long',
      valid,
      { ...withKey, 'idempotency-key': 'k'.repeat(256) },
      400,
      'idempotency_key_malformed',
    ],
    [
      'two different keys',
      JSON.stringify({ ...twoTeas(), requestId: 'another' }),
      withKey,
      400,
      'idempotency_key_conflict',
    ],
    ['malformed JSON', '{"customer":', withKey, 400, 'malformed_json'],
    ['an empty body', '', withKey, 400, 'malformed_json'],
    [
      'another content type',
      'a=b',
      { ...withKey, 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
    ],
    [
      'a body too large',
      JSON.stringify({ ...twoTeas(), more: 'x'.repeat(300_000) }),
      withKey,
      413,
      'body_too_large',
    ],
    ['an unknown API key', valid, { ...withKey, authorization: 'Bearer unknown' }, 401, 'unauthorized'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const reply = await post(body, headers);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ status, code, instance: '/checkouts' });
    expect(reply.body['traceId']).toMatch(/^[0-9a-f]{32}$/);
    expect(reply.status).toBe(status);
  });

  it('points to every error in an invalid body', async () => {
    const invalid = {
      customer: { email: 'no-address' },
      lines: [{ productId: 'prod_tea', quantity: 0 }],
      paymentMethod: 'pm_card_visa',
    };
    const { status, body } = await shopper.checkOut(aKey(), invalid);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, body['code'], pointers]).toEqual([
      400,
      'validation_failed',
      ['/customer/email', '/lines/0/quantity'],
    ]);
  });

  it('refuses an unknown product, and names its line', async () => {
    const unknown = twoTeas({
      lines: [
        { productId: 'prod_tea', quantity: 1 },
        { productId: 'prod_nope', quantity: 1 },
      ],
    });
    const { status, body } = await shopper.checkOut(aKey(), unknown);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'product_unknown', errors: [{ pointer: '/lines/1/productId' }] });
  });

  it('refuses a different total than expected, and returns both', async () => {
    const expectedTotal = { amountMinor: 4100, currency: 'usd' };
    const key = aKey();
    const { status, body, text } = await shopper.checkOut(key, twoTeas({ expectedTotal }));
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'price_changed',
      expectedTotal,
      actualTotal: { amountMinor: 4200, currency: 'usd' },
    });
    const again = await shopper.checkOut(key, twoTeas({ expectedTotal }));
    expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([409, text, 'true']);
    expect((await shopper.checkOut(key)).body).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('returns 405 with the allowed methods for a wrong method, and 404 for an unknown route', async () => {
    const wrongMethod = await shopper.get('/checkouts');
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    expect(wrongMethod.body).toMatchObject({ code: 'method_not_allowed' });
    const unknown = await post('{}', withKey, '/checkout');
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'not_found']);
  });

  it('stores and charges nothing for any of these', async () => {
    expect(await shopper.charges()).toEqual([]);
    expect(await stack.inbox.messages()).toEqual([]);
    // The key of every refusal above is still free.
    expect((await post(valid, withKey)).status).toBe(201);
    expect(await shopper.charges()).toHaveLength(1);
  });

  it('refuses a key that was used with another order, and keeps the first response', async () => {
    const key = aKey();
    const first = await shopper.checkOut(key);
    const other = await shopper.checkOut(key, twoTeas({ lines: [{ productId: 'prod_tea', quantity: 3 }] }));
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
    expect((await shopper.checkOut(key)).text).toBe(first.text);
  });

  it('treats the quoted and the bare spelling as one key, and accepts requestId instead', async () => {
    const order = { ...twoTeas(), requestId: 'one-and-the-same' };
    const headers = { 'content-type': json };
    const first = await post(JSON.stringify(order), headers);
    expect(first.status).toBe(201);
    for (const key of ['one-and-the-same', '"one-and-the-same"']) {
      const again = await post(JSON.stringify(order), { ...headers, 'idempotency-key': key });
      expect([again.status, again.text]).toEqual([201, first.text]);
    }
  });
});
