import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type OrderView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, asOperator, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';

describe('refund-settled', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  afterEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.release();
  });

  afterAll(() => checkout.close());

  /** An order with a refund that the provider accepted but has not completed. */
  async function aRefundTakenOn(): Promise<{
    order: OrderView;
    key: string;
    first: Reply;
    reference: string;
  }> {
    const order = await checkout.place();
    const key = aKey();
    checkout.payments.fate = 'pending';
    const first = await checkout.refund(order.orderId, key);
    expect(first).toMatchObject({ status: 201, body: { status: 'pending' } });
    return { order, key, first, reference: String(first.body['refundId']) };
  }

  const makeOlder = (orderId: string): Promise<unknown> =>
    checkout.database.query(
      `update orders set created_at = created_at - interval '25 hours' where order_id = $1`,
      [orderId],
    );

  const kindsOf = async ({ orderId }: OrderView): Promise<string[]> =>
    (await checkout.historySincePaid(orderId)).map((line) => line.slice(0, line.indexOf(':')));

  it('settles an accepted refund once, however often the event arrives', async () => {
    const { order, key, first, reference } = await aRefundTakenOn();
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'refund_pending',
      notice: expect.stringContaining("isn't confirmed yet"),
    });
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded', notice: null });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'refund_accepted', 'order_refunded']);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund']);
    expect((await checkout.refund(order.orderId, key)).text).toBe(first.text);
  });

  it('changes nothing if it is about a payment of another API caller, which named the refund', async () => {
    const { order, reference } = await aRefundTakenOn();
    const other = { ...order, paymentId: newId('pay') };
    const amount = { amountMinor: 50, currency: 'usd' };
    await checkout.deliverRefund(other, { reference, status: 'succeeded', amount });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refund_pending' });
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
  });

  it('is recognized by the ID that payments gave it, as after payments has lost the one of checkout', async () => {
    const { order, reference } = await aRefundTakenOn();
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    const [refund] = await checkout.database.query<{ refundId: string }[]>(
      'select payment_refund_id as "refundId" from refund where refund_id = $1',
      [reference],
    );
    const restored = { reference: null, amount: { amountMinor: 4200, currency: 'usd' }, ...refund };
    await checkout.deliverRefund(order, { ...restored, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ refundedTotal: { amountMinor: 4200 } });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'refund_accepted', 'order_refunded']);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund']);
  });

  it('says why an accepted refund failed, if payments knows the reason', async () => {
    const { order, reference } = await aRefundTakenOn();
    await checkout.deliverRefund(order, { reference, status: 'failed', failure: 'payment_disputed' });
    expect((await checkout.show(order.orderId)).notice).toBe(
      "Your refund of $42.00 did not go through, because the payer's bank was handling a dispute of this payment.",
    );
  });

  it('says that the team canceled a refund, and later leaves the next one to the team', async () => {
    const { order, reference } = await aRefundTakenOn();
    await makeOlder(order.orderId);
    await checkout.deliverRefund(order, { reference, status: 'failed', failure: 'canceled_by_shop' });
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'paid',
      notice:
        "Your refund of $42.00 was not made: our team canceled it. Please contact our team if you don't know why.",
    });
    expect((await checkout.historySincePaid(order.orderId)).at(-1)).toBe(
      'refund_failed: The refund of $42.00 was not made: our team canceled it.',
    );
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject({
      status: 403,
      body: { code: 'refund_needs_operator' },
    });
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed']);
  });

  it('fails an accepted refund; the order can be refunded again, and older events do not affect that', async () => {
    const { order, reference } = await aRefundTakenOn();
    await checkout.deliverRefund(order, { reference, status: 'failed' });
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'paid',
      notice: expect.stringContaining('request it again'),
    });
    const second = await checkout.refund(order.orderId, aKey());
    expect(second.body).toMatchObject({ status: 'pending' });
    await checkout.deliverRefund(order, { reference, status: 'failed' });
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refund_pending' });
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed']);
    await checkout.deliverRefund(order, { reference: String(second.body['refundId']), status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed', 'send-refund']);
  });

  it.each([
    [
      ['succeeded', 'failed'] as const,
      ['order_refunded', 'refund_failed'],
      ['send-refund', 'send-refund-failed'],
    ],
    [['failed', 'succeeded'] as const, ['refund_failed'], ['send-refund-failed']],
  ])('fails when the bank returns the money, in the order of events %j', async (statuses, kinds, mails) => {
    const { order, reference } = await aRefundTakenOn();
    for (const status of statuses) await checkout.deliverRefund(order, { reference, status });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'refund_accepted', ...kinds]);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', ...mails]);
  });

  it.each([[['failed'] as const], [['succeeded', 'failed'] as const]])(
    'may be requested again by the customer at any time after it failed, in the order of events %j',
    async (statuses) => {
      const { order, reference } = await aRefundTakenOn();
      await makeOlder(order.orderId);
      for (const status of statuses) await checkout.deliverRefund(order, { reference, status });
      checkout.payments.fate = 'succeeded';
      expect(await checkout.refund(order.orderId, aKey())).toMatchObject({
        status: 201,
        body: { status: 'succeeded' },
      });
      expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
    },
  );

  it.each(['no refund', "an operator's refund"])(
    'leaves a late request to operators if %s failed',
    async (failed) => {
      const { orderId } = await checkout.place();
      await makeOlder(orderId);
      checkout.payments.fate = 'refund_failed';
      if (failed !== 'no refund') await checkout.refund(orderId, aKey(), { headers: asOperator });
      checkout.payments.fate = 'succeeded';
      expect(await checkout.refund(orderId, aKey())).toMatchObject({
        status: 403,
        body: { code: 'refund_needs_operator' },
      });
    },
  );

  it.each(['succeeded', 'pending'] as const)(
    'settles a refund before payments responds, and the response says so (%s)',
    async (fate) => {
      const order = await checkout.place();
      const before = checkout.payments.asked.length;
      checkout.payments.fate = fate;
      checkout.payments.hold();
      const answer = checkout.refund(order.orderId, aKey());
      const reference = await eventually(() => {
        const asked = checkout.payments.asked.at(before);
        expect(asked?.body).not.toHaveProperty('amount');
        return String(asked?.body.reference);
      });
      await checkout.deliverRefund(order, { reference, status: 'succeeded' });
      expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
      checkout.payments.release();
      expect(await answer).toMatchObject({ status: 201, body: { refundId: reference, status: 'succeeded' } });
      expect(await kindsOf(order)).toEqual(['refund_requested', 'order_refunded']);
      expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund']);
    },
  );

  it('fails a refund that the bank returned before the response only after it, with both emails', async () => {
    const order = await checkout.place();
    const before = checkout.payments.asked.length;
    checkout.payments.hold();
    const response = checkout.refund(order.orderId, aKey());
    const reference = await eventually(() => {
      const asked = checkout.payments.asked.at(before);
      expect(asked).toBeDefined();
      return String(asked?.body.reference);
    });
    const delivered = checkout.deliverRefund(order, { reference, status: 'failed' });
    await eventually(() => expect(checkout.logs()).toContain(`refund ${reference} is in progress`));
    checkout.payments.release();
    expect(await response).toMatchObject({ status: 201, body: { status: 'succeeded' } });
    await delivered;
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'order_refunded', 'refund_failed']);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund', 'send-refund-failed']);
  });

  it('settles a refund while payments does not respond', async () => {
    const order = await checkout.place();
    const key = aKey();
    checkout.payments.fate = 'unavailable';
    const pending = await checkout.refund(order.orderId, key);
    await checkout.deliverRefund(order, { reference: String(pending.body['refundId']), status: 'failed' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    await eventually(async () =>
      expect(await checkout.refund(order.orderId, key)).toMatchObject({
        status: 409,
        body: { code: 'order_not_refundable', refundId: pending.body['refundId'] },
      }),
    );
  });

  it.each([
    ['without a reference', null],
    ['with an unknown reference', newId('re')],
  ])('ignores a refund event %s', async (_, reference) => {
    const order = await checkout.place();
    await checkout.deliverRefund(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
  });
});
