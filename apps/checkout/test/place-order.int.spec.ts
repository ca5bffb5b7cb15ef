import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';

const ada = { email: 'ada@example.com', name: 'Ada' };
const twoTeas = {
  customer: ada,
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  paymentMethod: 'pm_card_visa',
};

/** A repetition of the request at the other instance. */
const isReplay = (again: Reply, first: Reply): void => {
  expect([again.status, again.text]).toEqual([first.status, first.text]);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
};

describe('POST /checkouts', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({ KEY_RECHECK_MS: '100', KEY_RECHECK_CAP_MS: '500' });
  });

  afterEach(() => void (checkout.payments.isUndecided = false));
  afterAll(() => checkout.close());

  const send = (body: unknown, key?: string, copy: 0 | 1 = 0): Promise<Reply> =>
    checkout.get('/checkouts', {
      copy,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const storedOrders = async (): Promise<number> => {
    const [row] = await checkout.database.query<{ n: number }[]>('select count(*)::int as n from orders');
    return row?.n ?? 0;
  };

  it('charges the order and answers with it, once per key', async () => {
    const key = aKey();
    const first = await send(twoTeas, key);
    expect(first).toMatchObject({
      status: 201,
      body: {
        orderId: expect.stringMatching(/^ord_[0-9a-f]{32}$/),
        status: 'paid',
        customer: ada,
        lines: [{ productId: 'prod_tea', quantity: 2, lineTotal: { amountMinor: 4200, currency: 'usd' } }],
        total: { amountMinor: 4200, currency: 'usd' },
        refundedTotal: { amountMinor: 0, currency: 'usd' },
        paymentId: expect.stringMatching(/^pay_/),
        notice: null,
        nextAction: null,
      },
    });
    const orderId = String(first.body['orderId']);
    expect(first.headers.get('location')).toBe(`/orders/${orderId}`);
    isReplay(await send(twoTeas, key, 1), first);
    const { accessToken, ...placed } = first.body;
    expect(await checkout.show(orderId)).toEqual(placed);
    expect(accessToken).toEqual(expect.any(String));
    expect(await checkout.history(orderId)).toEqual([
      'order_placed: Order placed. $42.00 will be charged.',
      'order_paid: Payment of $42.00 received. A receipt is on its way.',
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
  });

  it('is one order for ten concurrent requests with one key', async () => {
    const before = await storedOrders();
    const key = aKey();
    const copies = Array.from({ length: 10 }, (_, index): 0 | 1 => (index % 2 === 0 ? 0 : 1));
    await Promise.all(copies.map((copy) => send(twoTeas, key, copy)));
    const settled = await eventually(async () => {
      const reply = await send(twoTeas, key);
      expect(reply.status).toBe(201);
      return reply;
    });
    isReplay(await send(twoTeas, key, 1), settled);
    expect(await storedOrders()).toBe(before + 1);
  });

  it.each([
    [
      'a lost card, without naming that',
      'pm_declined',
      { status: 402, body: { code: 'card_declined', declineCode: 'generic_decline' } },
      /^payment_failed: .*declined/,
    ],
    [
      'a payment method that cannot be used',
      'pm_invalid',
      { status: 422, body: { code: 'payment_method_invalid' } },
      /^payment_failed: .*payment method/,
    ],
    [
      'a bank that wants a confirmation, in a shop that cannot ask for one',
      'pm_authenticate',
      { status: 402, body: { code: 'card_declined', declineCode: 'authentication_required' } },
      /^payment_failed: .*confirm/,
    ],
  ])(
    'says what failed for %s, sends no email, and replays that',
    async (_, paymentMethod, expected, line) => {
      const key = aKey();
      const order = { ...twoTeas, paymentMethod };
      const first = await send(order, key);
      expect(first).toMatchObject(expected);
      expect(first.body['detail']).toMatch(/^Nothing was charged/);
      isReplay(await send(order, key, 1), first);
      const orderId = String(first.body['orderId']);
      expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed', notice: null });
      expect(await checkout.history(orderId)).toEqual([
        'order_placed: Order placed. $42.00 will be charged.',
        expect.stringMatching(line),
      ]);
      expect(await checkout.emailsAbout({ orderId })).toEqual([]);
    },
  );

  it('is pending while its charge is in doubt, and paid once that is known', async () => {
    checkout.payments.isUndecided = true;
    const key = aKey();
    const order = { ...twoTeas, paymentMethod: 'pm_open' };
    const first = await send(order, key);
    expect(first).toMatchObject({
      status: 202,
      body: { status: 'payment_pending', notice: expect.stringMatching(/won't be charged twice/) },
    });
    const orderId = String(first.body['orderId']);
    const sent = [...checkout.payments.askedOpen.keys()].at(-1) ?? '';
    await eventually(() => expect(checkout.payments.askedOpen.get(sent)).toBeGreaterThan(2));
    expect(await checkout.emailsAbout({ orderId })).toEqual([]);

    checkout.payments.isUndecided = false;
    await eventually(async () => expect(await checkout.show(orderId)).toMatchObject({ status: 'paid' }), {
      timeoutMs: 30_000,
    });
    expect(await checkout.history(orderId)).toEqual([
      'order_placed: Order placed. $42.00 will be charged.',
      'payment_unconfirmed: The payment could not be confirmed in time. We are still processing it.',
      'order_paid: Payment of $42.00 received. A receipt is on its way.',
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
    const settled = await send(order, key);
    expect(settled).toMatchObject({ status: 201, body: { orderId, status: 'paid', notice: null } });
    isReplay(await send(order, key, 1), settled);
  });

  it('is completed by the other instance if its own is killed after the first commit', async () => {
    checkout.payments.isUndecided = true;
    const first = await send({ ...twoTeas, paymentMethod: 'pm_open' }, aKey());
    const orderId = String(first.body['orderId']);
    await checkout.crash(0);
    checkout.payments.isUndecided = false;
    await eventually(async () => expect(await checkout.show(orderId)).toMatchObject({ status: 'paid' }), {
      timeoutMs: 30_000,
    });
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
  });

  it.each<[string, unknown, string | undefined, number, string]>([
    ['no key', twoTeas, undefined, 400, 'idempotency_key_missing'],
    ['broken JSON', '{', aKey(), 400, 'malformed_json'],
    ['no lines', { ...twoTeas, lines: [] }, aKey(), 400, 'validation_failed'],
    ['an unknown member', { ...twoTeas, total: 1 }, aKey(), 400, 'validation_failed'],
    [
      'an unknown product',
      { ...twoTeas, lines: [{ productId: 'prod_unknown', quantity: 1 }] },
      aKey(),
      422,
      'product_unknown',
    ],
  ])('refuses %s, stores nothing, and leaves the key free', async (_, body, key, status, code) => {
    const before = await storedOrders();
    expect(await send(body, key)).toMatchObject({ status, body: { code } });
    expect(await storedOrders()).toBe(before);
    if (key !== undefined) expect((await send(twoTeas, key)).status).toBe(201);
  });

  it('refuses another total than the customer saw, and keeps that answer for its key', async () => {
    const before = await storedOrders();
    const key = aKey();
    const outdated = { ...twoTeas, expectedTotal: { amountMinor: 4100, currency: 'usd' } };
    const first = await send(outdated, key);
    expect(first).toMatchObject({
      status: 409,
      body: {
        code: 'price_changed',
        expectedTotal: { amountMinor: 4100, currency: 'usd' },
        actualTotal: { amountMinor: 4200, currency: 'usd' },
      },
    });
    isReplay(await send(outdated, key, 1), first);
    expect(await storedOrders()).toBe(before);
  });

  it('refuses the key of another order, and keeps the first', async () => {
    const key = aKey();
    const first = await send(twoTeas, key);
    const other = { ...twoTeas, lines: [{ productId: 'prod_mug', quantity: 1 }] };
    expect(await send(other, key, 1)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    isReplay(await send(twoTeas, key), first);
  });
});
