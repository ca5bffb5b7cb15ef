import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Locator } from 'playwright-core';
import { actWords } from '../../web/lab/act/words.ts';
import { breakItWords, processSentence } from '../../web/lab/break-it/words.ts';
import { words } from '../../web/words.ts';
import { type Customer } from '../shop/customer.ts';
import { placeOrder, seesHeading } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';

describe('Break it', () => {
  const shop = useShop();
  let ada: Customer;

  beforeEach(async () => {
    ada = await shop.customer();
  });

  const pill = (): Locator =>
    ada.page.getByRole('complementary', { name: breakItWords.name }).getByRole('button').first();
  const isCovered = async (element: Locator): Promise<boolean> => {
    const [over, under] = await Promise.all([pill().boundingBox(), element.boundingBox()]);
    if (over === null || under === null) throw new Error('one of them is not shown');
    const isApart = under.x + under.width <= over.x || under.y + under.height <= over.y;
    return !isApart;
  };
  const panel = (): Locator => ada.page.getByRole('region', { name: breakItWords.name });
  const action = (name: string): Locator => panel().getByRole('button', { name, exact: true });
  const paymentsIs = (state: string): Promise<void> =>
    panel()
      .getByText(processSentence(['payments'], [state]), { exact: true })
      .waitFor();

  it('kills payments from the checkout, shows the tries of the pending order, and starts it again', async () => {
    const { kill, start } = actWords.processActions;
    await ada.readyToPay();
    await pill().click();
    await action(actWords.doTo(kill, 'payments')).click();
    await paymentsIs('down');
    await ada.checkState('checkout with payments down');
    await ada.payButton.click();
    await ada.orderId();
    await seesHeading(ada.page, words.order.pending.heading('$21.00'));
    await panel()
      .getByText(/^Try \d+\b.*Next try .*, by checkout\./)
      .waitFor();
    await ada.checkState('a pending order with its tries');
    await action(actWords.doTo(start, 'payments')).click();
    await paymentsIs('ready');
    await seesHeading(ada.page, words.order.paid.heading('$21.00'));
    await panel().getByText(breakItWords.ended).waitFor();
  });

  it('loses the response to the order that is placed next, which is placed once', async () => {
    await ada.readyToPay();
    await pill().click();
    await action(breakItWords.lose).click();
    await panel().getByText(breakItWords.losing).waitFor();
    await ada.payButton.click();
    const orderId = await ada.orderId();
    await seesHeading(ada.page, words.order.paid.heading('$21.00'));
    const keys = ada.sent('POST', /\/api\/checkouts$/).map(({ headers }) => headers['idempotency-key']);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(await ada.orders()).toMatchObject([{ order_id: orderId }]);
  });

  it('slows suggestions and ends that with everything else, by the keyboard alone', async () => {
    await ada.open('/checkout');
    await ada.tabTo(pill());
    await ada.page.keyboard.press('Enter');
    await ada.tabTo(action(breakItWords.slow));
    await ada.page.keyboard.press('Enter');
    await action(breakItWords.fast).waitFor();
    expect(await shop.stack.lab.faults()).toMatchObject([{ kind: 'latency', ms: 3_000 }]);
    await ada.tabTo(action(breakItWords.fix));
    await ada.page.keyboard.press('Enter');
    await panel().getByText('Everything is fixed.').waitFor();
    await action(breakItWords.slow).waitFor();
    expect(await shop.stack.lab.faults()).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    expect(await pill().evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('covers on a phone neither the way to check again nor the end of the page', async () => {
    const { link } = await placeOrder(shop.stack, ada.email, 'pm_card_authenticationRequired');
    await ada.page.setViewportSize({ width: 360, height: 640 });
    await ada.open(link);
    await pill().waitFor();
    await ada.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const end = ada.page.getByText(words.shell.noRealMoney);
    expect(await isCovered(end)).toBe(false);
    await ada.context.setOffline(true);
    const again = ada.page.getByRole('button', { name: words.order.again });
    await again.waitFor();
    expect(await isCovered(again)).toBe(false);
    await ada.checkState('without a connection, with the pill');
    await ada.context.setOffline(false);
  });
});
