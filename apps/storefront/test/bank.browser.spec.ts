import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type Page } from 'playwright-core';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { type PlacedOrder, placeOrder, seesHeading } from './shop/placed-order.ts';
import { useShop } from './shop/use-shop.ts';

const { order: say } = words;

describe('a bank that asks first', () => {
  const shop = useShop();
  let ada: Customer;
  let order: PlacedOrder;

  beforeEach(async () => {
    ada = await shop.customer('/cart');
    order = await placeOrder(shop.stack, ada.email, 'pm_card_authenticationRequired');
    await ada.open(order.link);
    await seesHeading(ada.page, say.action.heading('$42.00'));
  });

  const toBank = (page: Page) => page.getByRole('link', { name: say.action.button });
  const atBank = async (button: string): Promise<void> => {
    await toBank(ada.page).click();
    await ada.page.waitForURL(/\/3d_secure\//);
    await ada.page
      .getByRole(button === 'Close without an answer' ? 'link' : 'button', { name: button })
      .click();
    await ada.page.waitForURL(/\/orders\//);
  };

  it('is opened by the customer alone; once confirmed there, the order is paid', async () => {
    await ada.checkState('confirm with your bank');
    expect(ada.page.url()).toBe(`${shop.stack.url}/orders/${order.orderId}`);
    await atBank('Confirm');
    await seesHeading(ada.page, say.paid.heading('$42.00'));
    // Stripe has added a secret of the payment to the address.
    expect(ada.page.url()).toBe(`${shop.stack.url}/orders/${order.orderId}`);
  });

  it('takes nothing from a customer who refuses, who can fill the cart again', async () => {
    await atBank('Refuse');
    await seesHeading(ada.page, say.failed.heading);
    await ada.page.getByText('The payment was not confirmed.', { exact: true }).waitFor();
    await ada.checkState('not paid');
    await ada.page.getByRole('button', { name: say.failed.refill }).click();
    await ada.page.waitForURL(/\/cart$/);
    await ada.page.getByText(words.shell.cart(2)).waitFor();
  });

  it('asks again after a return without an answer, and takes nothing once the time is over', async () => {
    await atBank('Close without an answer');
    await ada.page.getByText(say.action.back).first().waitFor();
    await toBank(ada.page).waitFor();
    await seesHeading(ada.page, say.failed.heading);
    expect(await toBank(ada.page).count()).toBe(0);
  });

  it('may be confirmed on a phone while the page is closed', async () => {
    await ada.page.close();
    await shop.stack.answerBank(order.orderId, 'confirm');
    ada.page = await ada.newTab(`/orders/${order.orderId}`);
    await seesHeading(ada.page, say.paid.heading('$42.00'));
  });

  it('is confirmed once for two tabs, and both show it', async () => {
    const second = await ada.newTab(`/orders/${order.orderId}`);
    await toBank(second).waitFor();
    await atBank('Confirm');
    await seesHeading(ada.page, say.paid.heading('$42.00'));
    await second.bringToFront();
    await seesHeading(second, say.paid.heading('$42.00'));
    await eventually(async () => expect(await toBank(second).count()).toBe(0));
  });
});
