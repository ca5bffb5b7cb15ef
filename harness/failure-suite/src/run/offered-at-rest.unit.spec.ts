import { describe, expect, it } from '@jest/globals';
import { priceList } from '@holdfast/witness';
import { offeredAtRest } from './offered-at-rest.ts';

const asAdvertised = [...priceList].map(([productId, { name, priceMinor }]) => ({
  productId,
  name,
  unitPrice: { amountMinor: priceMinor, currency: 'usd' },
}));

const offered = (products: readonly object[], status = 200) =>
  offeredAtRest({ ask: () => Promise.resolve({ status, text: JSON.stringify({ products }) }) }, ['checkout']);

describe('the offers at rest', () => {
  it('are the advertised products', async () => {
    await expect(offered(asAdvertised)).resolves.toEqual([]);
  });

  it('lack no product, and show none otherwise', async () => {
    const [tea, ...others] = asAdvertised;
    await expect(offered(others)).resolves.toEqual([`checkout does not offer ${tea?.productId}`]);
    await expect(
      offered([{ ...tea, unitPrice: { amountMinor: 1, currency: 'usd' } }, ...others]),
    ).resolves.toEqual([`checkout offers ${tea?.productId} as "${tea?.name}" at 1`]);
  });

  it('are shown', async () => {
    await expect(offered(asAdvertised, 503)).resolves.toEqual(['checkout returned 503 to GET /products']);
  });
});
