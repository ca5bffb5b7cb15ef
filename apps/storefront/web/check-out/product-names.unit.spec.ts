import { expect, it } from '@jest/globals';
import { keepNames, knownName } from './product-names.ts';

it('knows the name of a product that is no longer in the catalog', () => {
  keepNames([{ productId: 'prod_lantern', name: 'Storm lantern' }]);
  keepNames([{ productId: 'prod_tea', name: 'Harbor black tea' }]);
  expect(['prod_lantern', 'prod_tea', 'prod_mug'].map(knownName)).toEqual([
    'Storm lantern',
    'Harbor black tea',
    undefined,
  ]);
});
