import { describe, expect, it } from '@jest/globals';
import { offeredProducts } from './offered-products.ts';

const mug = {
  productId: 'prod_mug',
  name: 'Enamel mug',
  description: 'Steel under two coats of enamel.',
  unitPrice: { amountMinor: 1600, currency: 'usd' },
  imageUrl: '/images/mug.svg',
};

describe('the products that the shop shows', () => {
  it('are those of the response, in its order', () => {
    const tea = { ...mug, productId: 'prod_tea', description: '' };
    expect(offeredProducts({ products: [tea, mug] })).toEqual([tea, mug]);
  });

  it.each<[string, unknown]>([
    ['is not a product', null],
    ['has no ID', { ...mug, productId: '' }],
    ['has no name', { ...mug, name: undefined }],
    ['has a description that is not text', { ...mug, description: 7 }],
    ['has no price', { ...mug, unitPrice: undefined }],
    ['has a negative price', { ...mug, unitPrice: { amountMinor: -1, currency: 'usd' } }],
    ['has a price in fractions of a cent', { ...mug, unitPrice: { amountMinor: 15.5, currency: 'usd' } }],
    ['has a price in no currency', { ...mug, unitPrice: { amountMinor: 1600, currency: 'dollars' } }],
    ['has a picture of another site', { ...mug, imageUrl: 'https://elsewhere.example/mug.svg' }],
    ['has a picture of another site without its scheme', { ...mug, imageUrl: '//elsewhere.example/mug.svg' }],
    ['repeats the ID of another', { ...mug, name: 'Other mug' }],
  ])('leave out an entry that %s', (_, entry) => {
    expect(offeredProducts({ products: [mug, entry] })).toEqual([mug]);
  });

  it.each([[undefined], [null], [[mug]], [{}], [{ products: 'none' }]])(
    'are unknown if the response is %j',
    (body) => {
      expect(offeredProducts(body)).toBeUndefined();
    },
  );
});
