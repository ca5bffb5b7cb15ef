import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type PlacedOrder } from '@holdfast/contracts';
import {
  aKey,
  asCustomerOf,
  asOperator,
  checkoutFixture,
  type CheckoutFixture,
  type Reply,
  tokenSecrets,
} from './checkout-fixture.ts';

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const notFound = { status: 404, body: { code: 'order_not_found' } };
const accessRequired = { status: 401, body: { code: 'order_access_required' } };

/** A caller that may charge and refund, a read-only one, and one without access to orders. */
const extraKeys =
  'partner:p4rtner-p4rtner-p4rtner,auditor:4uditor-4uditor-4uditor:read,ops:0ps-0ps-0ps-0ps-0ps-0ps:ops';

describe('access to an order', () => {
  let checkout: CheckoutFixture;
  let mine: PlacedOrder;
  let theirs: PlacedOrder;

  beforeAll(async () => {
    checkout = await checkoutFixture({ EXTRA_API_KEYS: extraKeys });
    [mine, theirs] = [await checkout.place(), await checkout.place()];
  });

  afterEach(() => {
    checkout.payments.isUndecided = false;
    checkout.payments.release();
  });

  afterAll(() => checkout.close());

  /** Every route of an order, called with the same headers. */
  const everyWay = (orderId: string, headers: Record<string, string>): Promise<Reply[]> =>
    Promise.all([
      checkout.get(`/orders/${orderId}`, { headers }),
      checkout.get(`/orders/${orderId}/history`, { headers }),
      checkout.get(`/orders/${orderId}/refunds`, {
        method: 'POST',
        headers: { 'idempotency-key': aKey(), ...headers },
      }),
    ]);

  const order = (paymentMethod: string) => ({
    customer: { email: 'ada@example.com' },
    lines: [{ productId: 'prod_tea', quantity: 2 }],
    paymentMethod,
  });
  const checkOut = (key: string, paymentMethod: string, copy: 0 | 1 = 0): Promise<Reply> =>
    checkout.get('/checkouts', {
      copy,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(order(paymentMethod)),
    });

  it('is granted by the response to the customer, and not by the order ID alone', async () => {
    expect(mine.accessToken).toMatch(/^[\w-]{43}$/);
    for (const reply of await everyWay(mine.orderId, {})) {
      expect(reply).toMatchObject(accessRequired);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
    const { accessToken, ...shown } = mine;
    const reply = await checkout.get(`/orders/${mine.orderId}`, { headers: bearer(accessToken) });
    expect([reply.status, reply.body]).toEqual([200, shown]);
  });

  it("is refused with another order's token or anything else, as if the order did not exist", async () => {
    const unknown = newId('ord');
    const withoutTrace = ({ status, body }: Reply) => [status, { ...body, traceId: '', instance: '' }];
    const none = await everyWay(unknown, bearer(mine.accessToken));
    for (const token of [theirs.accessToken, mine.accessToken.slice(1), 'x', 's3cret'])
      expect((await everyWay(mine.orderId, bearer(token))).map(withoutTrace)).toEqual(none.map(withoutTrace));
    for (const orderId of [unknown, 'unknown'])
      for (const reply of await everyWay(orderId, bearer(mine.accessToken)))
        expect(reply).toMatchObject(notFound);
    expect(await checkout.show(mine.orderId)).toMatchObject({ status: 'paid' });
  });

  it('queries no order before the token is verified', async () => {
    await checkout.database.query('alter table orders rename to orders_away');
    try {
      const replies = await everyWay(mine.orderId, bearer(theirs.accessToken));
      expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
    } finally {
      await checkout.database.query('alter table orders_away rename to orders');
    }
  });

  it('is granted to operators', async () => {
    expect(await checkout.get(`/orders/${mine.orderId}`, { headers: asOperator })).toMatchObject({
      status: 200,
    });
    expect(await checkout.get(`/orders/${newId('ord')}`, { headers: asOperator })).toMatchObject(notFound);
  });

  it.each([
    ['partner', 'p4rtner-p4rtner-p4rtner', [404, 404, 404]],
    ['auditor', '4uditor-4uditor-4uditor', [200, 200, 403]],
    ['ops', '0ps-0ps-0ps-0ps-0ps-0ps', [404, 404, 404]],
  ])('is given to API keys by their scopes: %s', async (_, secret, statuses) => {
    const replies = await everyWay(mine.orderId, bearer(secret));
    expect(replies.map(({ status }) => status)).toEqual(statuses);
    expect(await checkout.show(mine.orderId)).toMatchObject({ status: 'paid' });
  });

  it('is not part of any stored response, outbox row, job or other response', async () => {
    const { orderId, accessToken } = await checkout.place();
    const refunded = await checkout.refund(orderId, aKey());
    const [shown, history] = await everyWay(orderId, bearer(accessToken));
    for (const reply of [refunded, shown, history])
      expect(reply?.text).not.toMatch(new RegExp(`accessToken|${accessToken}`));
    const tables = await checkout.database.query<{ table_name: string }[]>(
      `select table_name from information_schema.tables where table_schema = 'public'`,
    );
    const readable: string[] = [];
    for (const { table_name: table } of tables) {
      const rows = await checkout.database.query<{ row: string }[]>(
        `select to_jsonb(t)::text as row from "${table}" t`,
      );
      const bytes = rows.map(({ row }) =>
        row.replaceAll(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString()),
      );
      readable.push(...bytes);
      expect([
        table,
        bytes.filter((row) => row.includes(accessToken) || row.includes('accessToken')),
      ]).toEqual([table, []]);
    }
    expect(readable.some((row) => row.includes(`"orderId":"${orderId}"`))).toBe(true);
    expect(await checkout.jobsWith(accessToken)).toEqual([]);
    expect(checkout.logs()).not.toContain(accessToken);
  });

  it.each([
    ['paid', 'pm_card_visa', 201],
    ['declined', 'pm_declined', 402],
    ['refused', 'pm_invalid', 422],
  ])('comes with each answer to a checkout that was %s, byte for byte', async (_, paymentMethod, status) => {
    const key = aKey();
    const first = await checkOut(key, paymentMethod);
    expect([first.status, Object.keys(first.body).at(-1)]).toEqual([status, 'accessToken']);
    const replies = [await checkOut(key, paymentMethod), await checkOut(key, paymentMethod, 1)];
    for (const replay of replies) {
      expect([replay.status, replay.text]).toEqual([status, first.text]);
      expect(replay.headers.get('content-length')).toBe(String(Buffer.byteLength(first.text)));
    }
    const { orderId, accessToken } = first.body as { orderId: string; accessToken: string };
    expect(await checkout.get(`/orders/${orderId}`, { headers: bearer(accessToken) })).toMatchObject({
      status: 200,
    });
  });

  it('comes with a pending order, and is the same once it is paid', async () => {
    checkout.payments.isUndecided = true;
    const key = aKey();
    const pending = await checkOut(key, 'pm_open');
    expect(pending).toMatchObject({
      status: 202,
      body: { accessToken: expect.stringMatching(/^[\w-]{43}$/) },
    });
    const again = await checkOut(key, 'pm_open', 1);
    expect(again.body['accessToken']).toBe(pending.body['accessToken']);
  });

  it('is not part of a response about an order that was not placed', async () => {
    const { body } = await checkout.get('/checkouts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': aKey() },
      body: JSON.stringify({ ...order('pm_card_visa'), lines: [{ productId: 'prod_none', quantity: 1 }] }),
    });
    expect(body).toMatchObject({ code: 'product_unknown' });
    expect(body).not.toHaveProperty('accessToken');
  });

  it('stays the same after another secret takes effect', async () => {
    const key = aKey();
    const first = await checkOut(key, 'pm_card_visa');
    const soon = new Date(Date.now() + 1).toISOString();
    await checkout.crash(1, {
      ORDER_TOKEN_SECRETS: `${tokenSecrets},${soon}=9c3b5a7f1e2d4068b7a9c1e3f5d70824`,
    });
    const replay = await checkOut(key, 'pm_card_visa', 1);
    expect([replay.status, replay.text]).toEqual([201, first.text]);
    const { orderId, accessToken } = first.body as { orderId: string; accessToken: string };
    const read = { copy: 1 as const, headers: bearer(accessToken) };
    expect(await checkout.get(`/orders/${orderId}`, read)).toMatchObject({ status: 200 });
    const { body: later } = await checkOut(aKey(), 'pm_card_visa', 1);
    expect(bearer(String(later['accessToken']))).not.toEqual(asCustomerOf(String(later['orderId'])));
    expect(
      await checkout.get(`/orders/${String(later['orderId'])}`, {
        copy: 1,
        headers: bearer(String(later['accessToken'])),
      }),
    ).toMatchObject({ status: 200 });
    await checkout.crash(1);
  });

  it.each(['', '/history', '/refunds'])('cannot be cached or sniffed: /orders/:id%s', async (path) => {
    const replies = [
      await checkout.get(`/orders/${mine.orderId}${path}`, { headers: bearer(mine.accessToken) }),
      await checkout.get(`/orders/${mine.orderId}${path}`),
      await checkOut(aKey(), 'pm_declined'),
    ];
    for (const { headers } of replies)
      expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
        'no-store',
        'nosniff',
      ]);
  });

  describe('to refund it', () => {
    it('ends for customers after SELF_REFUND_HOURS, and never for operators', async () => {
      const { orderId, accessToken } = await checkout.place();
      await checkout.database.query(
        `update orders set created_at = created_at - interval '24 hours 1 minute' where order_id = $1`,
        [orderId],
      );
      const key = aKey();
      expect(await checkout.refund(orderId, key)).toMatchObject({
        status: 403,
        body: { code: 'refund_needs_operator', selfRefundHours: 24 },
      });
      expect(await checkout.get(`/orders/${orderId}`, { headers: bearer(accessToken) })).toMatchObject({
        body: { status: 'paid' },
      });
      expect(await checkout.refund(orderId, key, { headers: asOperator })).toMatchObject({ status: 201 });
    });

    it('is checked at each replay, and keys belong to the holder of the token', async () => {
      const { orderId } = await checkout.place();
      const key = aKey();
      const refunded = await checkout.refund(orderId, key);
      expect(refunded.status).toBe(201);
      const asStranger = { headers: { ...bearer(theirs.accessToken) } };
      expect(await checkout.refund(orderId, key, asStranger)).toMatchObject(notFound);
      expect(await checkout.refund(orderId, key, { headers: asOperator })).toMatchObject({ status: 409 });
      const later = `update orders set created_at = created_at - interval '25 hours' where order_id = $1`;
      await checkout.database.query(later, [orderId]);
      expect(await checkout.refund(orderId, key, { copy: 1 })).toMatchObject({
        status: 201,
        text: refunded.text,
      });
    });
  });
});
