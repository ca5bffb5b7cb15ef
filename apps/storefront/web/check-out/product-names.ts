import { type Product } from '../api.ts';

const names = new Map<string, string>();

/** Keeps the names of products that the shop may stop selling while this page is open. */
export function keepNames(products: readonly Pick<Product, 'productId' | 'name'>[]): void {
  for (const { productId, name } of products) names.set(productId, name);
}

export const knownName = (productId: string): string | undefined => names.get(productId);
