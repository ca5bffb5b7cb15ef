import { describe, expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { useShop } from './shop/use-shop.ts';

const tea = 'Harbor black tea';

describe('the cart', () => {
  const shop = useShop();

  const openCart = async (ada: Customer): Promise<void> => {
    await ada.page.getByRole('link', { name: /^Cart/ }).click();
    await ada.page.getByRole('heading', { level: 1, name: words.cart.heading }).waitFor();
  };
  const focused = (page: Page) => page.locator(':focus');

  it('counts what a customer steps and types, in every tab', async () => {
    const ada = await shop.customer();
    await ada.addToCart(tea, 2);
    await openCart(ada);
    const other = await ada.newTab('/');
    await ada.page.getByRole('button', { name: words.cart.more(tea) }).click();
    await ada.page.getByRole('definition').getByText('$63.00').waitFor();
    const typed = ada.page.getByRole('textbox', { name: words.cart.quantity(tea) });
    await typed.fill('120');
    await typed.press('Enter');
    await ada.page.getByText(words.cart.mostOfOne(tea)).first().waitFor();
    expect(await typed.inputValue()).toBe('99');
    await other.getByRole('link', { name: words.shell.cart(99) }).waitFor();
    await ada.checkState('cart');
  });

  it('gives back what was removed, and the focus with it', async () => {
    const ada = await shop.customer();
    await ada.addToCart(tea, 2);
    await ada.addToCart('Enamel mug');
    await openCart(ada);
    await ada.page.getByRole('button', { name: words.cart.removeName(tea) }).click();
    expect(await focused(ada.page).textContent()).toBe(words.cart.putBack);
    expect(await ada.announcement.textContent()).toBe(words.cart.removed(tea));
    await ada.checkState('cart with a removed product');
    await ada.page.keyboard.press('Enter');
    expect(await focused(ada.page).getAttribute('aria-label')).toBe(words.cart.removeName(tea));
    expect(await ada.page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([tea, 'Enamel mug']);
  });

  it('does not count what is no longer sold', async () => {
    const ada = await shop.customer();
    await ada.page.evaluate(() => {
      const lines = ['prod_tea', 'prod_hourglass'].map((productId) => ({ productId, quantity: 1 }));
      localStorage.setItem('holdfast.cart', JSON.stringify({ version: 1, cartId: 'c', attempt: 1, lines }));
    });
    await ada.open('/cart');
    await ada.page.getByText(words.cart.gone(words.cart.someProduct)).waitFor();
    await ada.page.getByRole('definition').getByText('$21.00').waitFor();
    await ada.checkState('cart with a product that is no longer sold');
  });

  it('says that it is empty', async () => {
    const ada = await shop.customer('/cart');
    expect(await ada.heading.textContent()).toBe(words.cart.empty);
    await ada.checkState('empty cart');
  });
});
