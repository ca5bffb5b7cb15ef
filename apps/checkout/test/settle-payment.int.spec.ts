import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

describe('payment-settled', () => {
  let checkout: CheckoutFixture;

  beforeAll(async () => {
    checkout = await checkoutFixture();
  });

  afterEach(() => {
    checkout.payments.isUndecided = false;
  });

  afterAll(() => checkout.close());

  async function aPendingOrder() {
    checkout.payments.isUndecided = true;
    const order = await checkout.place('pm_open');
    expect(order).toMatchObject({ status: 'payment_pending', notice: expect.stringContaining('by email') });
    expect(await checkout.mailsAbout(order)).toEqual([]);
    return order;
  }

  it.each([
    ['succeeded', null, 'paid', 'send-receipt'],
    ['failed', 'insufficient_funds', 'payment_failed', 'send-payment-failed'],
  ] as const)(
    'ends a pending order with the one mail that its customer was promised (%s)',
    async (status, declineCode, ending, mail) => {
      const order = await aPendingOrder();
      await checkout.tellPayment(order, { status, declineCode });
      await checkout.tellPayment(order, { status, declineCode });
      expect(await checkout.show(order.orderId)).toMatchObject({ status: ending });
      expect(await checkout.mailsAbout(order)).toEqual([mail]);
    },
  );

  it('sends no mail to a customer who has read the refusal', async () => {
    const refused = await checkout.place('pm_declined');
    await checkout.tellPayment(refused, { status: 'failed', declineCode: 'generic_decline' });
    expect(await checkout.show(refused.orderId)).toMatchObject({ status: 'payment_failed' });
    expect(await checkout.mailsAbout(refused)).toEqual([]);
  });
});
