import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

describe('payment-settled', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  beforeEach(() => {
    checkout.payments.fate = 'succeeded';
    checkout.payments.isUndecided = false;
    checkout.payments.asked = [];
  });

  afterAll(() => checkout.close());

  async function aPendingOrder() {
    checkout.payments.isUndecided = true;
    const order = await checkout.place('pm_open');
    expect(order).toMatchObject({
      status: 'payment_pending',
      notice: expect.stringContaining("We'll email your receipt"),
    });
    expect(await checkout.emailsAbout(order)).toEqual([]);
    return order;
  }

  it.each([
    ['succeeded', null, 'paid', 'send-receipt'],
    ['failed', 'insufficient_funds', 'payment_failed', 'send-payment-failed'],
  ] as const)(
    'settles a pending order with the one email its customer was promised (%s)',
    async (status, declineCode, ending, mail) => {
      const order = await aPendingOrder();
      const event = { orderId: order.orderId, paymentId: newId('pay'), status, declineCode };
      await checkout.deliverPayment(event);
      await checkout.deliverPayment(event);
      expect(await checkout.show(order.orderId)).toMatchObject({ status: ending });
      expect(await checkout.emailsAbout(order)).toEqual([mail]);
    },
  );

  it('blames no bank for a payment method that the provider did not accept', async () => {
    const order = await aPendingOrder();
    await checkout.deliverPayment({
      orderId: order.orderId,
      status: 'failed',
      declineCode: 'payment_method_invalid',
    });
    expect(await checkout.emailsAbout(order)).toEqual(['send-payment-failed']);
    expect(await checkout.jobsWith(order.orderId)).toContainEqual(
      expect.stringMatching(/"send-payment-failed".*payment_method_invalid/),
    );
    expect((await checkout.history(order.orderId)).at(-1)).toBe(
      'payment_failed: Nothing was charged. The payment method was not accepted.',
    );
  });

  it('ends a request that it overtakes with the response that every repeat gets', async () => {
    checkout.payments.beforeResponse = (orderId) =>
      checkout.deliverPayment({ orderId, status: 'failed', declineCode: 'expired_card' });
    const key = aKey();
    const declined = await checkout.checkOut('pm_bank', { key });
    expect(declined).toMatchObject({ status: 402, body: { declineCode: 'expired_card' } });
    expect((await checkout.checkOut('pm_bank', { key })).text).toBe(declined.text);
    checkout.payments.beforeResponse = () => Promise.resolve();
  });

  it('sends no email to a customer who saw the refusal', async () => {
    const refused = await checkout.place('pm_declined');
    await checkout.deliverPayment({
      orderId: refused.orderId,
      status: 'failed',
      declineCode: 'generic_decline',
    });
    expect(await checkout.show(refused.orderId)).toMatchObject({ status: 'payment_failed' });
    expect(await checkout.emailsAbout(refused)).toEqual([]);
  });

  it('does not change an order that the same payment has paid', async () => {
    const { orderId, paymentId } = await checkout.place();
    await checkout.deliverPayment({ orderId, paymentId: paymentId ?? '', status: 'succeeded' });
    expect(await checkout.show(orderId)).toMatchObject({ status: 'paid', paymentId });
    expect(checkout.payments.asked).toEqual([]);
  });

  it('refunds a charge for a failed order once, however often the event arrives', async () => {
    const { orderId } = await checkout.place('pm_declined');
    const paymentId = newId('pay');
    const event = { orderId, paymentId, status: 'succeeded' } as const;
    await Promise.all(Array.from({ length: 8 }, () => checkout.deliverPayment(event)));
    expect(checkout.payments.askedFor(paymentId)).toHaveLength(1);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed' });
    expect((await checkout.history(orderId)).map((line) => line.split(':')[0])).toEqual([
      'order_placed',
      'payment_failed',
      'orphaned_charge_refund_started',
      'orphaned_charge_refunded',
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-extra-charge']);
  });

  it('refunds a second charge for an order, and records the result that payments reports', async () => {
    const { orderId } = await checkout.place();
    const paymentId = newId('pay');
    checkout.payments.fate = 'pending';
    await checkout.deliverPayment({ orderId, paymentId, status: 'succeeded' });
    const types = async (): Promise<string[]> =>
      (await checkout.historySincePaid(orderId)).map((line) => line.slice(0, line.indexOf(':')));
    expect(await types()).toEqual(['orphaned_charge_refund_started']);
    const order = await checkout.show(orderId);
    for (const status of ['succeeded', 'succeeded', 'failed', 'succeeded'] as const)
      await checkout.deliverRefund({ ...order, paymentId }, { reference: paymentId, status });
    expect(await types()).toEqual([
      'orphaned_charge_refund_started',
      'orphaned_charge_refunded',
      'orphaned_charge_refund_failed',
    ]);
    expect(await checkout.show(orderId)).toMatchObject({ status: 'paid', paymentId: order.paymentId });
    expect((await checkout.emailsAbout({ orderId })).toSorted()).toEqual([
      'send-extra-charge',
      'send-extra-charge-refund-failed',
      'send-receipt',
    ]);
  });

  it('says that such a charge was refunded already if an operator was faster in the dashboard', async () => {
    const { orderId } = await checkout.place('pm_declined');
    checkout.payments.fate = 'already_refunded';
    await checkout.deliverPayment({ orderId, paymentId: newId('pay'), status: 'succeeded' });
    expect((await checkout.history(orderId)).at(-1)).toBe(
      'orphaned_charge_refunded: The extra charge had already been refunded.',
    );
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-extra-charge']);
  });

  it('accepts an event about an unknown order without acting on it', async () => {
    const paymentId = newId('pay');
    await checkout.deliverPayment({ orderId: newId('ord'), paymentId, status: 'succeeded' });
    expect(checkout.payments.askedFor(paymentId)).toEqual([]);
  });

  it('completes the refund even if payments is down at first', async () => {
    const { orderId } = await checkout.place('pm_declined');
    const paymentId = newId('pay');
    checkout.payments.fate = 'unavailable';
    await checkout.deliverPayment({ orderId, paymentId, status: 'succeeded' });
    expect((await checkout.history(orderId)).at(-1)).toMatch(/^orphaned_charge_refund_started/);
    checkout.payments.fate = 'succeeded';
    await eventually(
      async () => expect((await checkout.history(orderId)).at(-1)).toMatch(/^orphaned_charge_refunded/),
      { timeoutMs: 30_000 },
    );
    expect(new Set(checkout.payments.askedFor(paymentId).map(({ key }) => key)).size).toBe(1);
  });
});
