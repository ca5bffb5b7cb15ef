import { describe, expect, it } from '@jest/globals';
import { type Locator } from 'playwright-core';
import { words } from '../web/words.ts';
import { tea, teaPrice } from './shop/customer.ts';
import { useShop } from './shop/use-shop.ts';

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element.matches(':focus'));

describe('a customer without a mouse', () => {
  const shop = useShop();

  it('buys: each page moves the focus to its heading, and there is one request, one charge, one receipt', async () => {
    const ada = await shop.customer();
    const { page, heading } = ada;
    const press = (key: string): Promise<void> => page.keyboard.press(key);

    await ada.tabTo(page.getByRole('link', { name: words.shell.skip }));
    await press('Enter');
    await ada.tabTo(ada.addButton(tea));
    await press('Enter');
    await ada.announcement.getByText(words.catalog.addedName(tea, 1)).waitFor();
    await ada.tabTo(page.getByRole('link', { name: words.shell.cart(1) }), 'Shift+Tab');
    await press('Enter');

    await page.getByRole('heading', { level: 1, name: words.cart.heading }).waitFor();
    expect([await hasFocus(heading), await page.title()]).toEqual([
      true,
      words.shell.title(words.cart.title),
    ]);
    await ada.checkState('cart');
    await ada.tabTo(page.getByRole('link', { name: words.cart.checkOut }));
    await press('Enter');

    await page.getByRole('heading', { level: 1, name: words.checkout.heading }).waitFor();
    expect([await hasFocus(heading), await page.title()]).toEqual([
      true,
      words.shell.title(words.checkout.title),
    ]);
    await ada.tabTo(page.getByLabel(words.checkout.email));
    await page.keyboard.type(ada.email);
    await ada.tabTo(page.getByRole('radio', { name: 'Card that pays' }));
    await press('Space');
    await ada.checkState('checkout, filled in');
    await ada.tabTo(ada.payButton);
    await press('Enter');

    await ada.orderId();
    await page.getByRole('heading', { level: 1, name: words.order.paid.heading(teaPrice) }).waitFor();
    expect([await hasFocus(heading), await page.title()]).toEqual([
      true,
      words.shell.title(words.order.paid.title),
    ]);
    await ada.checkState('order, paid');
    expect(await ada.orders()).toMatchObject([{ status: 'paid', amount_minor: 2100 }]);
    expect(ada.sent('POST', /\/api\/checkouts$/)).toHaveLength(1);
  });
});
