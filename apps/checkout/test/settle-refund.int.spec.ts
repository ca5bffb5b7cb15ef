import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type OrderView } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture, type Reply } from './checkout-fixture.ts';

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

  /** An order whose refund the provider has taken on and not ended. */
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

  const kindsOf = async ({ orderId }: OrderView): Promise<string[]> =>
    (await checkout.happened(orderId)).map((line) => line.slice(0, line.indexOf(':')));

  it('ends a refund that was taken on, once, however often it is told', async () => {
    const { order, key, first, reference } = await aRefundTakenOn();
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'refund_pending',
      notice: expect.stringContaining('waiting for the bank'),
    });
    await checkout.tell(order, { reference, status: 'succeeded' });
    await checkout.tell(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded', notice: null });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'refund_accepted', 'order_refunded']);
    expect(await checkout.mailsAbout(order)).toEqual(['send-receipt', 'send-refund']);
    expect((await checkout.refund(order.orderId, key)).text).toBe(first.text);
  });

  it('fails a refund that was taken on; the order can be refunded anew, and old news do not touch that', async () => {
    const { order, reference } = await aRefundTakenOn();
    await checkout.tell(order, { reference, status: 'failed' });
    expect(await checkout.show(order.orderId)).toMatchObject({
      status: 'paid',
      notice: expect.stringContaining('request it again'),
    });
    const second = await checkout.refund(order.orderId, aKey());
    expect(second.body).toMatchObject({ status: 'pending' });
    await checkout.tell(order, { reference, status: 'failed' });
    await checkout.tell(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refund_pending' });
    expect(await checkout.mailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed']);
    await checkout.tell(order, { reference: String(second.body['refundId']), status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
    expect(await checkout.mailsAbout(order)).toEqual(['send-receipt', 'send-refund-failed', 'send-refund']);
  });

  it.each([
    [
      ['succeeded', 'failed'] as const,
      ['order_refunded', 'refund_failed'],
      ['send-refund', 'send-refund-failed'],
    ],
    [['failed', 'succeeded'] as const, ['refund_failed'], ['send-refund-failed']],
  ])('ends as failed when the bank sends the money back, told as %j', async (statuses, kinds, mails) => {
    const { order, reference } = await aRefundTakenOn();
    for (const status of statuses) await checkout.tell(order, { reference, status });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    expect(await kindsOf(order)).toEqual(['refund_requested', 'refund_accepted', ...kinds]);
    expect(await checkout.mailsAbout(order)).toEqual(['send-receipt', ...mails]);
  });

  it.each(['succeeded', 'pending'] as const)(
    'ends a refund before the answer of payments, and the answer says so (%s)',
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
      await checkout.tell(order, { reference, status: 'succeeded' });
      expect(await checkout.show(order.orderId)).toMatchObject({ status: 'refunded' });
      checkout.payments.release();
      expect(await answer).toMatchObject({ status: 201, body: { refundId: reference, status: 'succeeded' } });
      expect(await kindsOf(order)).toEqual(['refund_requested', 'order_refunded']);
      expect(await checkout.mailsAbout(order)).toEqual(['send-receipt', 'send-refund']);
    },
  );

  it('ends a refund while payments gives no answer', async () => {
    const order = await checkout.place();
    const key = aKey();
    checkout.payments.fate = 'unavailable';
    const pending = await checkout.refund(order.orderId, key);
    await checkout.tell(order, { reference: String(pending.body['refundId']), status: 'failed' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
    await eventually(async () =>
      expect(await checkout.refund(order.orderId, key)).toMatchObject({
        status: 409,
        body: { code: 'order_not_refundable', refundId: pending.body['refundId'] },
      }),
    );
  });

  it.each([
    ['that nobody asked for here', null],
    ['of somebody else', newId('re')],
  ])('leaves the order alone when a refund is told %s', async (_, reference) => {
    const order = await checkout.place();
    await checkout.tell(order, { reference, status: 'succeeded' });
    expect(await checkout.show(order.orderId)).toMatchObject({ status: 'paid' });
  });
});
