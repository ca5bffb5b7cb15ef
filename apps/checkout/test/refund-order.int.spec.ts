import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aKey, asOperator, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const json = { 'content-type': 'application/json' };
const notRefundable = { status: 409, body: { code: 'order_not_refundable' } };

describe('POST /orders/:orderId/refunds', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  afterEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.release();
  });

  afterAll(() => checkout.close());

  const untilRefunded = (orderId: string): Promise<void> =>
    eventually(async () => expect(await checkout.show(orderId)).toMatchObject({ status: 'refunded' }), {
      timeoutMs: 30_000,
    });

  it('refunds all that was paid, once per key', async () => {
    const { orderId, paymentId, total } = await checkout.place();
    const key = aKey();
    const first = await checkout.refund(orderId, key);
    expect(first).toMatchObject({
      status: 201,
      body: {
        refundId: expect.stringMatching(/^re_[0-9a-f]{32}$/),
        orderId,
        status: 'succeeded',
        amount: total,
      },
    });
    const again = await checkout.refund(orderId, key, { copy: 1 });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { refundId } = first.body;
    expect(checkout.payments.askedFor(refundId)).toMatchObject([
      { path: `/payments/${paymentId}/refunds`, body: { reference: refundId } },
    ]);
    expect(await checkout.show(orderId)).toMatchObject({
      status: 'refunded',
      paymentId,
      refundedTotal: total,
      notice: null,
    });
    expect(await checkout.historySincePaid(orderId)).toEqual([
      'refund_requested: A refund of $42.00 was requested.',
      'order_refunded: $42.00 was refunded.',
    ]);
    expect(await checkout.refund(orderId, aKey())).toMatchObject(notRefundable);
  });

  it('treats no body, an empty one and {} as the same request', async () => {
    const { orderId } = await checkout.place();
    const key = aKey();
    const first = await checkout.refund(orderId, key);
    expect(first.status).toBe(201);
    for (const same of [{ headers: json }, { headers: json, body: '' }, { headers: json, body: '{}' }])
      expect(await checkout.refund(orderId, key, same)).toMatchObject({ status: 201, text: first.text });
  });

  it('accepts requestId instead of the header', async () => {
    const { orderId } = await checkout.place();
    const requestId = aKey();
    const body = JSON.stringify({ requestId });
    const first = await checkout.refund(orderId, '', { headers: json, body });
    expect(first.status).toBe(201);
    expect((await checkout.refund(orderId, requestId, { headers: json, body })).text).toBe(first.text);
  });

  it.each([
    ['no key', '', {}, 400, 'idempotency_key_missing'],
    ['broken JSON', aKey(), { headers: json, body: '{' }, 400, 'malformed_json'],
    ['an amount', aKey(), { headers: json, body: '{"amount":1}' }, 400, 'validation_failed'],
    ['a form', aKey(), { body: 'a=b' }, 415, 'unsupported_media_type'],
  ])('refuses %s', async (_, key, request, status, code) => {
    const { orderId } = await checkout.place();
    expect(await checkout.refund(orderId, key, request)).toMatchObject({ status, body: { code } });
    expect(await checkout.show(orderId)).toMatchObject({ status: 'paid' });
  });

  it.each(['ord_unknown', 'unknown', 'ord_%00', 'pay_1'])('does not find order %s', async (orderId) => {
    expect(await checkout.refund(orderId, aKey())).toMatchObject({
      status: 404,
      body: { code: 'order_not_found' },
    });
  });

  it('refuses an order that was declined, and one whose payment is pending', async () => {
    await checkout.place('pm_declined');
    const rows: { order_id: string }[] = await checkout.database.query(
      `select order_id from orders where status = 'payment_failed'`,
    );
    const refused = await checkout.refund(rows[0]?.order_id ?? '', aKey());
    expect(refused).toMatchObject({
      ...notRefundable,
      body: { detail: 'Nothing was charged for this order.' },
    });
    checkout.payments.isUndecided = true;
    const open = await checkout.place('pm_open');
    expect(await checkout.refund(open.orderId, aKey())).toMatchObject(notRefundable);
    checkout.payments.isUndecided = false;
    await eventually(
      async () => expect(await checkout.show(open.orderId)).toMatchObject({ status: 'paid' }),
      { timeoutMs: 30_000 },
    );
  });

  it('refuses an operator’s key of another order; customers cannot get in each other’s way', async () => {
    const [one, other] = [await checkout.place(), await checkout.place()];
    const key = aKey();
    await checkout.refund(one.orderId, key, { headers: asOperator });
    expect(await checkout.refund(other.orderId, key, { headers: asOperator })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await checkout.show(other.orderId)).toMatchObject({ status: 'paid' });
    expect(await checkout.refund(other.orderId, key)).toMatchObject({ status: 201 });
  });

  it.each<[string, (key: string) => string]>([
    ['one key', (key) => key],
    ['30 keys', () => aKey()],
  ])('refunds once for 30 concurrent requests with %s', async (_, keyOf) => {
    const { orderId } = await checkout.place();
    const before = checkout.payments.asked.length;
    const key = aKey();
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_each, n) =>
        checkout.refund(orderId, keyOf(key), { copy: n % 2 === 0 ? 0 : 1 }),
      ),
    );
    expect(replies.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    const refunded = replies.filter(({ status }) => status === 201);
    expect(new Set(refunded.map(({ text }) => text)).size).toBe(1);
    expect(new Set(checkout.payments.asked.slice(before).map((asked) => asked.key)).size).toBe(1);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'refunded' });
    expect(await checkout.historySincePaid(orderId)).toHaveLength(2);
  });

  describe('when payments refuses', () => {
    it.each(['payment_not_refundable', 'refund_failed'] as const)(
      'leaves the order paid, and replays that (%s)',
      async (fate) => {
        const { orderId } = await checkout.place();
        const key = aKey();
        checkout.payments.fate = fate;
        const refused = await checkout.refund(orderId, key);
        expect(refused).toMatchObject(notRefundable);
        expect(refused.text).not.toMatch(/stripe|disputed/i);
        checkout.payments.fate = 'succeeded';
        const again = await checkout.refund(orderId, key, { copy: 1 });
        expect([again.status, again.text]).toEqual([409, refused.text]);
        expect(await checkout.show(orderId)).toMatchObject({
          status: 'paid',
          notice: expect.stringContaining('$42.00 did not go through'),
        });
        expect(await checkout.refund(orderId, aKey())).toMatchObject({ status: 201 });
        expect(await checkout.show(orderId)).toMatchObject({ status: 'refunded', notice: null });
        expect((await checkout.historySincePaid(orderId)).map((line) => line.split(':')[0])).toEqual([
          'refund_requested',
          'refund_failed',
          'refund_requested',
          'order_refunded',
        ]);
      },
    );
  });

  describe('when payments does not respond', () => {
    it.each(['unavailable', 'lost'] as const)(
      'is accepted as pending and refunds once without another request (%s)',
      async (fate) => {
        const order = await checkout.place();
        const { orderId } = order;
        const key = aKey();
        checkout.payments.fate = fate;
        const pending = await checkout.refund(orderId, key);
        expect(pending).toMatchObject({ status: 201, body: { status: 'pending', amount: order.total } });
        expect(await checkout.show(orderId)).toMatchObject({
          status: 'refund_pending',
          notice: expect.stringMatching(/refund of \$42\.00 is being processed.*It won't be sent twice/),
        });
        expect(await checkout.refund(orderId, aKey())).toMatchObject(notRefundable);
        const asked = () => checkout.payments.askedFor(pending.body['refundId']);
        const tries = () => asked().filter(({ attempt }) => attempt === 0);
        // The third request starts after the second has timed out. The breaker may delay it.
        await eventually(() => expect(tries().length).toBeGreaterThanOrEqual(3), { timeoutMs: 30_000 });
        checkout.payments.fate = 'succeeded';
        await untilRefunded(orderId);
        const settled = await checkout.refund(orderId, key);
        expect(settled.body).toEqual({ ...pending.body, status: 'succeeded' });
        expect(new Set(asked().map((each) => each.key)).size).toBe(1);
        expect(await checkout.show(orderId)).toMatchObject({ notice: null });
        expect(await checkout.historySincePaid(orderId)).toEqual([
          'refund_requested: A refund of $42.00 was requested.',
          'refund_unconfirmed: The refund could not be confirmed in time. We are still processing it.',
          'order_refunded: $42.00 was refunded.',
        ]);
      },
    );
  });

  it('is refunded once if the process is killed while payments is refunding and no retry comes', async () => {
    const { orderId } = await checkout.place();
    const before = checkout.payments.asked.length;
    checkout.payments.hold();
    const answer = checkout.refund(orderId, aKey()).catch(() => 'no answer came');
    await eventually(() => expect(checkout.payments.asked.length).toBeGreaterThan(before));
    await checkout.crash(0);
    checkout.payments.release();
    expect(await answer).toBe('no answer came');
    await untilRefunded(orderId);
    expect(new Set(checkout.payments.asked.slice(before).map(({ key }) => key)).size).toBe(1);
  });

  it('replays a refund whose key was deleted, and makes no second one', async () => {
    const { orderId } = await checkout.place();
    const key = aKey();
    const first = await checkout.refund(orderId, key);
    await checkout.database.query('delete from idempotency_key');
    const before = checkout.payments.asked.length;
    const late = await checkout.refund(orderId, key, { copy: 1 });
    expect([late.status, late.text]).toEqual([201, first.text]);
    expect(checkout.payments.asked).toHaveLength(before);
  });
});
