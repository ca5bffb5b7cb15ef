import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type OrderView, type RefundSettled } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

describe("a refund made in Stripe's dashboard, as payments reports it", () => {
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

  const made = (amountMinor: number, refundId = newId('re')) => ({
    reference: null,
    refundId,
    status: 'succeeded' as RefundSettled['status'],
    amount: usd(amountMinor),
  });

  const shown = async ({ orderId }: OrderView): Promise<unknown[]> => {
    const { status, refundedTotal, notice } = await checkout.show(orderId);
    return [status, refundedTotal.amountMinor, notice];
  };

  it('is counted and emailed once per refund, and the remaining amount can be refunded', async () => {
    const order = await checkout.place();
    const refund = made(1200);
    await Promise.all(Array.from({ length: 10 }, () => checkout.deliverRefund(order, refund)));
    expect(await shown(order)).toEqual(['paid', 1200, null]);
    checkout.payments.left = usd(3000);
    const rest = await checkout.refund(order.orderId, aKey());
    expect(rest).toMatchObject({ status: 201, body: { status: 'succeeded', amount: usd(3000) } });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([
      'order_refunded: Our team refunded $12.00.',
      'refund_requested: A refund of $30.00 was requested.',
      'order_refunded: $30.00 was refunded.',
    ]);
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund', 'send-refund']);
  });

  it('is reported correctly if checkout learns of it only from the amount that payments could still refund', async () => {
    const order = await checkout.place();
    checkout.payments.left = usd(3000);
    const rest = await checkout.refund(order.orderId, aKey());
    expect(rest.body).toMatchObject({ amount: usd(3000) });
    expect(await shown(order)).toEqual(['paid', 3000, null]);
    await checkout.deliverRefund(order, made(1200));
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
  });

  it('marks the order as refunded when it covers the full amount, and rules out another refund', async () => {
    const order = await checkout.place();
    await checkout.deliverRefund(order, made(1200));
    await checkout.deliverRefund(order, made(3000));
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    expect(await checkout.refund(order.orderId, aKey())).toMatchObject({
      status: 409,
      body: { code: 'order_not_refundable' },
    });
    expect(await checkout.emailsAbout(order)).toEqual(['send-receipt', 'send-refund', 'send-refund']);
  });

  it('of the full amount leaves the notice of a refund that was requested before and is still open', async () => {
    const order = await checkout.place();
    const before = checkout.payments.asked.length;
    checkout.payments.fate = 'unavailable';
    checkout.payments.hold();
    const own = checkout.refund(order.orderId, aKey());
    await eventually(() => expect(checkout.payments.asked.length).toBeGreaterThan(before));
    await checkout.deliverRefund(order, made(4200));
    checkout.payments.release();
    expect(await own).toMatchObject({ status: 201, body: { status: 'pending' } });
    const notice = expect.stringContaining("$42.00 is being processed but isn't confirmed yet");
    expect(await shown(order)).toEqual(['refund_pending', 4200, notice]);
  });

  it('is reversed with an email when it fails, and the order can be refunded again', async () => {
    const order = await checkout.place();
    const refund = made(1200);
    await checkout.deliverRefund(order, refund);
    checkout.payments.left = usd(3000);
    await checkout.refund(order.orderId, aKey());
    for (const status of ['failed', 'failed', 'succeeded'] as const)
      await checkout.deliverRefund(order, { ...refund, status });
    expect(await shown(order)).toEqual(['paid', 3000, expect.stringContaining('contact our team')]);
    expect((await checkout.emailsAbout(order)).slice(3)).toEqual(['send-refund-failed']);
    checkout.payments.left = usd(1200);
    expect((await checkout.refund(order.orderId, aKey())).body).toMatchObject({ amount: usd(1200) });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
  });

  it('has no effect if it had failed before checkout learned of it', async () => {
    const order = await checkout.place();
    const refund = made(1200);
    await checkout.deliverRefund(order, { ...refund, status: 'failed' });
    await checkout.deliverRefund(order, refund);
    expect(await shown(order)).toEqual(['paid', 0, null]);
    expect(await checkout.historySincePaid(order.orderId)).toEqual([]);
  });

  it('has failed in the end if both events about it arrive at the same moment', async () => {
    const order = await checkout.place();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const refund = made(100);
        await Promise.all([
          checkout.deliverRefund(order, refund),
          checkout.deliverRefund(order, { ...refund, status: 'failed' }),
        ]);
      }),
    );
    const [, refunded] = await shown(order);
    expect(refunded).toBe(0);
    const stood = "select from refund where order_id = $1 and status <> 'failed'";
    expect(await checkout.database.query(stood, [order.orderId])).toEqual([]);
  });

  it('does not affect a refund in progress, which is added when it completes', async () => {
    const order = await checkout.place();
    checkout.payments.fate = 'pending';
    const ours = await checkout.refund(order.orderId, aKey());
    await checkout.deliverRefund(order, made(4200));
    expect(await shown(order)).toEqual([
      'refund_pending',
      4200,
      expect.stringContaining('is being processed'),
    ]);
    const reference = String(ours.body['refundId']);
    await checkout.deliverRefund(order, { reference, status: 'failed' });
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
  });

  it('waits until the payment of the order is confirmed', async () => {
    checkout.payments.isUndecided = true;
    const order = await checkout.place('pm_open');
    const paymentId = newId('pay');
    const delivered = checkout.deliverRefund(order, { ...made(4200), paymentId });
    checkout.payments.isUndecided = false;
    await checkout.deliverPayment({ orderId: order.orderId, paymentId, status: 'succeeded' });
    await delivered;
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
  });

  it('is ignored if it refunds another payment or has no amount', async () => {
    const order = await checkout.place();
    await checkout.deliverRefund(order, { ...made(1200), paymentId: newId('pay') });
    await checkout.deliverRefund(order, { reference: null, status: 'succeeded' });
    expect(await shown(order)).toEqual(['paid', 0, null]);
  });

  it('refuses a request that read the order before another refund completed', async () => {
    const order = await checkout.place();
    checkout.payments.hold();
    const asked = Array.from({ length: 20 }, (_, n) =>
      checkout.refund(order.orderId, aKey(), { copy: n % 2 === 0 ? 0 : 1 }),
    );
    await eventually(() => expect(checkout.payments.asked.length).toBeGreaterThan(0));
    checkout.payments.release();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(await shown(order)).toEqual(['refunded', 4200, null]);
    const rows = await checkout.database.query<unknown[]>('select from refund where order_id = $1', [
      order.orderId,
    ]);
    expect(rows).toHaveLength(1);
  });
});
