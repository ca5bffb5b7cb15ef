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
});
