import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Recommendations } from '@holdfast/checkout-client';
import { words } from '../web/words.ts';
import { type Customer } from './shop/customer.ts';
import { useShop } from './shop/use-shop.ts';

describe('suggestions', () => {
  const shop = useShop();
  let ada: Customer;

  beforeEach(async () => {
    ada = await shop.customer('/cart');
  });

  /** Opens the catalog, and resolves to the suggestions that the shop responds with. */
  const openCatalog = async (): Promise<Recommendations> => {
    const response = ada.page.waitForResponse(/\/api\/recommendations/);
    await ada.open('/');
    return (await (await response).json()) as Recommendations;
  };
  const row = () => ada.page.getByRole('region', { name: words.catalog.suggestions });

  it('are general while recommendations is down, and the page says so in the words of the API', async () => {
    await shop.stack.act('kill', 'recommendations');
    const { notice, products } = await openCatalog();
    expect(notice).toBeTruthy();
    await row()
      .getByText(notice ?? '', { exact: true })
      .waitFor();
    expect(await row().getByRole('article').count()).toBe(Math.min(4, products.length));
    await ada.checkState('suggestions with a notice');
  });

  it('stay away without a word when they are slow, and nothing moves', async () => {
    await shop.stack.lab.fault('shopper->checkout', {
      kind: 'latency',
      ms: 4_000,
      direction: 'response',
      label: 'GET /recommendations',
    });
    const givenUp = ada.page.waitForEvent('requestfailed', (request) =>
      /recommendations/.test(request.url()),
    );
    await ada.open('/');
    await givenUp;
    await ada.addToCart('Harbor black tea');
    expect(await row().count()).toBe(0);
    expect(await ada.page.getByRole('article').count()).toBeGreaterThan(3);
  });
});
