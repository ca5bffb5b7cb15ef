import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type OrderView, type RefundOrder } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const amount = (amountMinor: number): RefundOrder => ({ amount: usd(amountMinor) });
const teas = (quantity: number): RefundOrder => ({ lines: [{ productId: 'prod_tea', quantity }] });
const exceeds = { status: 422, body: { code: 'refund_exceeds_remaining' } };

describe('POST /orders/:orderId/refunds of a part', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  afterEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.left = undefined;
    checkout.payments.release();
  });

  afterAll(() => checkout.close());

  const shown = async ({ orderId }: OrderView): Promise<unknown[]> => {
    const { status, refundedTotal, notice } = await checkout.show(orderId);
    return [status, refundedTotal.amountMinor, notice];
  };

  const madeDashboardRefund = (order: OrderView, amountMinor: number): Promise<void> =>
    checkout.deliverRefund(order, { reference: null, status: 'succeeded', amount: usd(amountMinor) });

  it('refunds one part after another until nothing is left, and reports each', async () => {
    const order = await checkout.place();
    const first = await checkout.refundPart(order.orderId, amount(1000));
    expect(first).toMatchObject({ status: 201, body: { status: 'succeeded', amount: usd(1000) } });
    expect(await shown(order)).toEqual(['paid', 1000, null]);
    expect(await checkout.refundPart(order.orderId, teas(1))).toMatchObject({
      status: 201,
      body: { amount: usd(2100) },
    });
    checkout.payments.left = usd(1100);
    const rest = await checkout.refund(order.orderId, aKey());
    expect(rest).toMatchObject({ status: 201, body: { amount: usd(1100) } });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([
      'refund_requested: A refund of $10.00 was requested.',
      'order_refunded: Our team refunded $10.00.',
      'refund_requested: A refund of $21.00 (1 × Harbor black tea) was requested.',
      'order_refunded: Our team refunded $21.00 (1 × Harbor black tea).',
      'refund_requested: A refund of $11.00 was requested.',
      'order_refunded: $11.00 was refunded.',
    ]);
    const asked = checkout.payments.asked.filter(({ path }) => path.includes(String(order.paymentId)));
    expect(asked.map(({ body }) => body.amount)).toEqual([usd(1000), usd(2100), undefined]);
    const emails = await checkout.database.query<{ lines: unknown }[]>(
      `select payload->'lines' as lines from outbox where name = 'send-refund' and payload->>'orderId' = $1
       order by position`,
      [order.orderId],
    );
    const teaOnly = [{ name: 'Harbor black tea', quantity: 1 }];
    expect(emails.map(({ lines }) => lines)).toEqual([null, teaOnly, null]);
  });

  it.each<[string, RefundOrder]>([
    ['an amount', amount(1000)],
    ['lines', teas(1)],
  ])('replays a refund of %s, and no other form gets its key', async (_, part) => {
    const { orderId } = await checkout.place();
    const key = aKey();
    const first = await checkout.refundPart(orderId, part, { key });
    const again = await checkout.refundPart(orderId, part, { key, copy: 1 });
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const other of [{}, amount(1), amount(2100), teas(2)])
      expect(await checkout.refundPart(orderId, other, { key })).toMatchObject({
        status: 422,
        body: { code: 'idempotency_key_reused' },
      });
    await checkout.database.query('delete from idempotency_key');
    expect((await checkout.refundPart(orderId, part, { key })).text).toBe(first.text);
    expect(checkout.payments.askedFor(first.body['refundId'])).toHaveLength(1);
  });

  it.each<[string, RefundOrder, string, number]>([
    ['an amount above what is left', amount(3201), '/amount/amountMinor', 3200],
    ['another currency', { amount: { amountMinor: 1, currency: 'eur' } }, '/amount/currency', 3200],
    [
      'a product of another order',
      { lines: [{ productId: 'prod_mug', quantity: 1 }] },
      '/lines/0/productId',
      3200,
    ],
    ['more than was bought', teas(3), '/lines/0/quantity', 3200],
    ['lines that cost more than is left', teas(2), '/lines', 3200],
  ])('refuses %s, and stores that', async (_, part, pointer, left) => {
    const order = await checkout.place();
    await madeDashboardRefund(order, 1000);
    const before = checkout.payments.asked.length;
    const key = aKey();
    const refused = await checkout.refundPart(order.orderId, part, { key });
    expect(refused).toMatchObject({ ...exceeds, body: { left: usd(left), errors: [{ pointer }] } });
    expect((await checkout.refundPart(order.orderId, part, { key, copy: 1 })).text).toBe(refused.text);
    expect(checkout.payments.asked).toHaveLength(before);
    expect(await shown(order)).toEqual(['paid', 1000, null]);
  });

  it.each<[string, object]>([
    ['nothing', { amount: usd(0) }],
    ['an amount and lines', { ...amount(1), ...teas(1) }],
    ['a product twice', { lines: [...(teas(1).lines ?? []), ...(teas(1).lines ?? [])] }],
    ['no line', { lines: [] }],
    ['half a product', { lines: [{ productId: 'prod_tea', quantity: 0.5 }] }],
  ])('refuses a request for %s without using its key', async (_, part) => {
    const { orderId } = await checkout.place();
    const key = aKey();
    expect(await checkout.refundPart(orderId, part, { key })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
    expect(await checkout.refundPart(orderId, amount(1), { key })).toMatchObject({ status: 201 });
  });

  it('is for operators only, even if it comes to the whole order', async () => {
    const order = await checkout.place();
    for (const part of [amount(1), amount(4200), teas(2)]) {
      const headers = { 'content-type': 'application/json' };
      const refused = await checkout.refund(order.orderId, aKey(), { headers, body: JSON.stringify(part) });
      expect(refused).toMatchObject({ status: 403, body: { code: 'refund_needs_operator' } });
    }
    expect(await shown(order)).toEqual(['paid', 0, null]);
  });

  it('never refunds a line twice, and gives it back if its refund fails', async () => {
    const order = await checkout.place();
    expect(await checkout.refundPart(order.orderId, teas(1))).toMatchObject({ status: 201 });
    checkout.payments.fate = 'refund_failed';
    expect(await checkout.refundPart(order.orderId, teas(1))).toMatchObject({ status: 409 });
    checkout.payments.fate = 'succeeded';
    const { body } = await checkout.refundPart(order.orderId, teas(1));
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    await checkout.deliverRefund(order, { reference: String(body['refundId']), status: 'failed' });
    expect(await shown(order)).toEqual(['paid', 2100, expect.stringContaining('contact our team')]);
    expect(await checkout.refundPart(order.orderId, teas(2))).toMatchObject({
      ...exceeds,
      body: { errors: [{ pointer: '/lines/0/quantity' }] },
    });
    expect(await checkout.refundPart(order.orderId, teas(1))).toMatchObject({ status: 201 });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
  });

  it('refunds no more than was paid for 30 concurrent parts', async () => {
    const order = await checkout.place();
    const parts = [amount(1500), teas(1), amount(4200)];
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        checkout.refundPart(order.orderId, parts[n % 3] ?? {}, { copy: n % 2 === 0 ? 0 : 1 }),
      ),
    );
    const made = replies.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(replies.filter(({ status }) => ![201, 409, 422].includes(status))).toEqual([]);
    const sum = made.reduce(
      (total, { body }) => total + (body['amount'] as OrderView['total']).amountMinor,
      0,
    );
    expect(sum).toBeLessThanOrEqual(4200);
    expect((await shown(order))[1]).toBe(sum);
  });

  it('says so if payments finds less left than was requested', async () => {
    const order = await checkout.place();
    checkout.payments.fate = 'refund_exceeds_remaining';
    const key = aKey();
    const refused = await checkout.refundPart(order.orderId, amount(4000), { key });
    expect(refused).toMatchObject({
      ...exceeds,
      body: { detail: expect.stringContaining('another refund was made first') },
    });
    await checkout.database.query('delete from idempotency_key');
    expect(await checkout.refundPart(order.orderId, amount(4000), { key })).toMatchObject({
      ...exceeds,
      body: { refundId: refused.body['refundId'], detail: refused.body['detail'] },
    });
    await madeDashboardRefund(order, 1000);
    expect(await shown(order)).toEqual(['paid', 1000, null]);
  });

  it('records what payments refunded if that is less than was requested', async () => {
    const order = await checkout.place();
    checkout.payments.fate = 'pending';
    const { body } = await checkout.refundPart(order.orderId, teas(2));
    const reference = String(body['refundId']);
    await checkout.deliverRefund(order, { reference, status: 'succeeded', amount: usd(3000) });
    expect(await shown(order)).toEqual(['paid', 3000, null]);
    expect((await checkout.historySincePaid(order.orderId)).at(-1)).toBe(
      'order_refunded: Our team refunded $30.00.',
    );
  });

  it.each<[string, (orderId: string, key: string) => Promise<Reply>, number]>([
    ['an amount', (orderId, key) => checkout.refundPart(orderId, amount(1000), { key }), 1000],
    ['lines', (orderId, key) => checkout.refundPart(orderId, teas(1), { key }), 2100],
    ['what is left', (orderId, key) => checkout.refund(orderId, key), 4200],
  ])('refunds %s once if the process is killed meanwhile and no retry comes', async (_, send, minor) => {
    const order = await checkout.place();
    const before = checkout.payments.asked.length;
    checkout.payments.hold();
    const answer = send(order.orderId, aKey()).catch(() => 'no answer came');
    await eventually(() => expect(checkout.payments.asked.length).toBeGreaterThan(before));
    await checkout.crash(0);
    checkout.payments.release();
    expect(await answer).toBe('no answer came');
    await eventually(async () => expect((await shown(order))[1]).toBe(minor), { timeoutMs: 30_000 });
    const asked = checkout.payments.asked.slice(before);
    expect(new Set(asked.map(({ key, body }) => JSON.stringify([key, body]))).size).toBe(1);
  });

  it('ignores the lines of a refund at the provider: it names only an amount', async () => {
    const order = await checkout.place();
    await madeDashboardRefund(order, 2100);
    expect(await checkout.refundPart(order.orderId, teas(1))).toMatchObject({ status: 201 });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    expect(await checkout.refundPart(newId('ord'), amount(1))).toMatchObject({ status: 404 });
  });
});
