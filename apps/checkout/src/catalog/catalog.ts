import { type Product, products } from './products.ts';

const byId: ReadonlyMap<string, Product> = new Map(products.map((product) => [product.productId, product]));

const mostPopularFirst = [
  'prod_tea',
  'prod_mug',
  'prod_lantern',
  'prod_blanket',
  'prod_notebook',
  'prod_marmalade',
  'prod_compass',
  'prod_sweater',
  'prod_rope',
  'prod_kettle',
  'prod_soap',
  'prod_bell',
];

const popular: readonly Product[] = mostPopularFirst.map((productId) => {
  const product = byId.get(productId);
  if (!product) throw new Error(`popular product ${productId} is not in the catalog`);
  return product;
});

export function findProduct(productId: string): Product | undefined {
  return byId.get(productId);
}

/**
 * A fixed list: the last fallback, available when both the recommendations service and the cache are down.
 */
export function popularProducts(limit: number): readonly Product[] {
  return popular.slice(0, Math.max(0, limit));
}
