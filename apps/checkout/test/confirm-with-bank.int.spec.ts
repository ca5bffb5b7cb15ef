import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type NextAction, type PlacedOrder } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { aKey, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

const words =
  "Your bank asks you to confirm this payment of $42.00. You'll be charged only if you confirm it.";
const requested =
  'confirmation_requested: The bank asks the customer to confirm the payment. Nothing has been charged yet.';
const placed = 'order_placed: Order placed. $42.00 will be charged.';

describe('an order whose bank asks for a confirmation', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture({ SHOP_URL: 'https://shop.example/' });
  });

  beforeEach(() => {
    checkout.payments.isDown = false;
    checkout.payments.cancelsNothing = false;
    checkout.payments.confirmWithinMs = 600_000;
  });

  afterAll(() => checkout.close());

  async function asked(key = aKey()): Promise<PlacedOrder & { readonly nextAction: NextAction }> {
    const { status, body } = await checkout.checkOut('pm_authenticate', { key });
    expect([status, body['status']]).toEqual([202, 'requires_action']);
    return body as unknown as PlacedOrder & { readonly nextAction: NextAction };
  }

  it('gets 202 with the page of the bank, which returns the customer to the order in the shop', async () => {
    const key = aKey();
    const order = await asked(key);
    const confirmation = checkout.payments.confirmations.get(order.orderId);
    expect(order).toMatchObject({
      notice: words,
      nextAction: confirmation?.payment.nextAction,
      paymentId: null,
      accessToken: expect.any(String),
    });
    expect(confirmation?.returnUrl).toBe(`https://shop.example/orders/${order.orderId}?from=bank`);
    expect(await checkout.history(order.orderId)).toEqual([placed, requested]);
    const repeated = await checkout.checkOut('pm_authenticate', { key, copy: 1 });
    expect([repeated.status, repeated.body]).toEqual([202, order]);
    const { accessToken, ...shown } = order;
    expect(await checkout.show(order.orderId)).toEqual(shown);
    expect(await checkout.history(order.orderId)).toHaveLength(2);
    expect(await checkout.emailsAbout(order)).toEqual([]);
  });

  it('is paid once the customer confirms, whether the event or the repeated request reports it', async () => {
    const byEvent = await asked();
    const paymentId = checkout.payments.confirm(byEvent.orderId);
    await checkout.deliverPayment({ orderId: byEvent.orderId, paymentId, status: 'succeeded' });
    const key = aKey();
    const byRepeat = await asked(key);
    checkout.payments.confirm(byRepeat.orderId);
    expect(await checkout.checkOut('pm_authenticate', { key, copy: 1 })).toMatchObject({
      status: 201,
      body: { status: 'paid', nextAction: null, notice: null },
    });
    for (const { orderId } of [byEvent, byRepeat]) {
      expect(await checkout.show(orderId)).toMatchObject({ status: 'paid', nextAction: null, notice: null });
      expect(await checkout.history(orderId)).toEqual([
        placed,
        requested,
        'order_paid: Payment of $42.00 received. A receipt is on its way.',
      ]);
      expect(await checkout.emailsAbout({ orderId })).toEqual(['send-receipt']);
    }
  });

  it('fails uncharged, with an email, if the bank refuses', async () => {
    const key = aKey();
    const { orderId } = await asked(key);
    checkout.payments.refuse(orderId);
    await checkout.deliverPayment({ orderId, status: 'failed', declineCode: 'authentication_required' });
    expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed', nextAction: null });
    expect((await checkout.history(orderId)).slice(2)).toEqual([
      'payment_failed: Nothing was charged. The payment was not confirmed with the bank.',
    ]);
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-payment-failed']);
    expect(await checkout.checkOut('pm_authenticate', { key })).toMatchObject({
      status: 402,
      body: { code: 'card_declined', declineCode: 'authentication_required', orderId },
    });
  });

  it('fails without a message or a request once its time is over', async () => {
    checkout.payments.confirmWithinMs = 1_000;
    const { orderId } = await asked();
    await eventually(
      async () => expect(await checkout.show(orderId)).toMatchObject({ status: 'payment_failed' }),
      { timeoutMs: 30_000 },
    );
    expect(await checkout.emailsAbout({ orderId })).toEqual(['send-payment-failed']);
  });
});
