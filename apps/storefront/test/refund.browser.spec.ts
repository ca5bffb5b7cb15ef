import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { placeOrder, seesHeading } from './shop/placed-order.ts';
import { useShop } from './shop/use-shop.ts';

const { order: say, refund } = words;
const refunds = /\/refunds$/;

describe('the refund of an order', () => {
  const shop = useShop();
  let ada: Customer;

  beforeEach(async () => {
    ada = await shop.customer('/cart');
  });

  const openDialog = async (paymentMethod?: string): Promise<void> => {
    const { link } = await placeOrder(shop.stack, ada.email, paymentMethod);
    await ada.open(link);
    await ada.page.getByRole('button', { name: refund.open }).click();
  };
  const confirm = () => ada.page.getByRole('button', { name: refund.yes });
  const keysSent = () => new Set(ada.sent('POST', refunds).map(({ headers }) => headers['idempotency-key']));

  it('is one refund for two clicks, and the page states it', async () => {
    await openDialog();
    await ada.checkState('refund dialog');
    await ada.page.getByRole('button', { name: refund.no }).click();
    expect(ada.sent('POST', refunds)).toEqual([]);
    await ada.page.getByRole('button', { name: refund.open }).click();
    await confirm().dblclick();
    await seesHeading(ada.page, say.refunded.heading('$42.00'));
    expect(keysSent().size).toBe(1);
    expect(await ada.page.getByRole('dialog').count()).toBe(0);
    expect(await ada.heading.evaluate((heading) => heading === document.activeElement)).toBe(true);
    await ada.checkState('refunded');
  });

  it('is in progress until the bank has it', async () => {
    await openDialog('pm_card_pendingRefund');
    await confirm().click();
    await seesHeading(ada.page, say.refundPending.heading('$42.00'));
    await ada.checkState('being refunded');
    await seesHeading(ada.page, say.refunded.heading('$42.00'));
    expect(await ada.page.getByRole('button', { name: refund.open }).count()).toBe(0);
  });

  it('that fails later is said above the lines, and can be requested again', async () => {
    await openDialog('pm_card_refundFail');
    await confirm().click();
    await seesHeading(ada.page, say.refunded.heading('$42.00'));
    await eventually(async () => expect(await ada.orders()).toMatchObject([{ status: 'paid' }]), {
      timeoutMs: 30_000,
    });
    await ada.page.getByText(/^Your refund of \$42\.00 did not go through/).waitFor();
    expect(await ada.heading.textContent()).toBe(say.paid.heading('$42.00'));
    await ada.page.getByRole('button', { name: refund.open }).waitFor();
    await ada.checkState('paid, after a refund that failed');
  });

  it('is one refund for a page that is reloaded before the response arrives', async () => {
    await openDialog();
    await shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms: 2_000,
      direction: 'response',
      label: 'POST /orders/:id/refunds',
    });
    await confirm().click();
    await eventually(() => expect(ada.sent('POST', refunds)).toHaveLength(1));
    await ada.page.reload();
    await seesHeading(ada.page, say.refunded.heading('$42.00'));
    expect(keysSent().size).toBe(1);
  });

  it('is continued under its key by a page that was reloaded before the request arrived', async () => {
    await openDialog();
    await shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms: 3_000,
      direction: 'request',
      label: 'POST /orders/:id/refunds',
    });
    await confirm().click();
    await eventually(() => expect(ada.sent('POST', refunds)).toHaveLength(1));
    await ada.page.reload();
    await eventually(() => expect(ada.sent('POST', refunds)).toHaveLength(2));
    await seesHeading(ada.page, say.refunded.heading('$42.00'));
    expect(keysSent().size).toBe(1);
  });

  describe('when it was left for long', () => {
    /** Opens the page of the order in a new tab, hours later. */
    const returns = async (order: string): Promise<void> => {
      await ada.context.clock.setFixedTime(Date.now() + 3 * 3_600_000);
      ada.page = await ada.context.newPage();
      await ada.page.goto(order);
    };
    const requestsWithoutConnection = async (): Promise<void> => {
      await openDialog();
      const order = ada.page.url();
      await ada.context.setOffline(true);
      await confirm().click();
      await eventually(() => expect(ada.sent('POST', refunds)).not.toEqual([]));
      await ada.page.close();
      await ada.context.setOffline(false);
      await returns(order);
      await ada.page.locator('main').getByText(refund.left('$42.00')).waitFor();
    };
    const returnNow = () => ada.page.getByRole('button', { name: refund.returnNow('$42.00') });

    it('is made by a click only', async () => {
      await requestsWithoutConnection();
      const before = ada.sent('POST', refunds).length;
      await ada.checkState('a refund that was left');
      expect(ada.sent('POST', refunds)).toHaveLength(before);
      expect(await ada.orders()).toMatchObject([{ refunded_minor: 0 }]);
      await returnNow().click();
      await seesHeading(ada.page, say.refunded.heading('$42.00'));
      expect(keysSent().size).toBe(1);
    });

    it('is continued under its key after a click and a reload', async () => {
      await requestsWithoutConnection();
      const before = ada.sent('POST', refunds).length;
      await ada.context.route(refunds, (route) => route.abort());
      await returnNow().click();
      await eventually(() => expect(ada.sent('POST', refunds).length).toBeGreaterThan(before));
      await ada.page.reload();
      await ada.context.unrouteAll();
      await seesHeading(ada.page, say.refunded.heading('$42.00'));
      expect(keysSent().size).toBe(1);
    });

    it('is not offered beside the notice that it failed', async () => {
      await openDialog('pm_card_refundFail');
      const order = ada.page.url();
      await shop.stack.lab.fault('shopper->checkout', {
        kind: 'latency',
        ms: 3_000,
        direction: 'response',
        label: 'POST /orders/:id/refunds',
      });
      await confirm().click();
      await eventually(() => expect(ada.sent('POST', refunds)).toHaveLength(1));
      await ada.page.close();
      const noticed = 'select 1 from orders where customer_email = $1 and notice is not null and status = $2';
      await eventually(
        async () => expect(await shop.stack.rows('checkout', noticed, [ada.email, 'paid'])).toHaveLength(1),
        { timeoutMs: 30_000 },
      );
      await returns(order);
      await ada.page.getByText(/^Your refund of \$42\.00 did not go through/).waitFor();
      await ada.page.getByRole('button', { name: refund.open }).click();
      expect(await ada.page.getByText(refund.left('$42.00')).count()).toBe(0);
      await confirm().click();
      await seesHeading(ada.page, say.refunded.heading('$42.00'));
      expect(keysSent().size).toBeGreaterThan(1);
    });
  });

  it('that only the shop can make is not offered again', async () => {
    const { orderId, link } = await placeOrder(shop.stack, ada.email);
    const older = "update orders set created_at = created_at - interval '2 days' where order_id = $1";
    await shop.stack.rows('checkout', older, [orderId]);
    await ada.open(link);
    await ada.page.getByRole('button', { name: refund.open }).click();
    await confirm().click();
    await ada.page
      .locator('main')
      .getByText(/^Nothing was refunded\. Customers can refund/)
      .waitFor();
    await ada.page.locator('main').getByText(refund.closedBody).waitFor();
    await ada.page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await ada.heading.evaluate((heading) => heading === document.activeElement)).toBe(true);
    expect(await ada.page.getByRole('button', { name: refund.open }).count()).toBe(0);
    await ada.checkState('a refund that only the shop can make');
  });
});
