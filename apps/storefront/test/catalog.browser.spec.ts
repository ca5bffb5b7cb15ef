import { describe, expect, it } from '@jest/globals';
import { words } from '../web/words.ts';
import { useShop } from './shop/use-shop.ts';

describe('the catalog', () => {
  const shop = useShop();

  it('opens with its heading and is accessible', async () => {
    const ada = await shop.customer();
    expect(await ada.heading.textContent()).toBe(words.catalog.heading);
    expect(await ada.page.title()).toBe(words.shell.title(words.catalog.title));
    await ada.checkState('catalog');
  });

  it('says that products cannot be shown, and shows them as soon as it can', async () => {
    await shop.stack.lab.fault('shopper->checkout', { kind: 'refuse' });
    const ada = await shop.customer();
    await ada.page.getByText(words.catalog.unavailable).first().waitFor();
    await ada.page.getByText(words.catalog.retry('3 s')).waitFor();
    await ada.checkState('catalog without products');
    await shop.stack.lab.heal();
    await ada.page.getByRole('article').first().waitFor();
    expect(await ada.page.getByText(words.catalog.unavailable).count()).toBe(1);
  });

  it('is where the customer left it when they come back', async () => {
    const ada = await shop.customer();
    await ada.page.getByRole('article').last().scrollIntoViewIfNeeded();
    const left = await ada.page.evaluate(() => scrollY);
    await ada.page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a')?.click());
    await ada.page.getByRole('heading', { level: 1, name: words.cart.empty }).waitFor();
    expect(await ada.page.evaluate(() => scrollY)).toBe(0);
    await ada.page.goBack();
    await ada.page.waitForFunction((top) => scrollY === top, left);
    expect(await ada.page.locator(':focus').textContent()).toBe(words.catalog.heading);
  });
});
