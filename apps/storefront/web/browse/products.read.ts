import { type Product } from '../api.ts';
import { offeredProducts } from './offered-products.ts';
import { retryAfterMsOf } from './retry-delay.ts';

const timeoutMs = 5_000;

export class ProductsUnread extends Error {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** @throws ProductsUnread, TypeError without a connection, and the reason of an abort */
export async function readProducts(signal: AbortSignal): Promise<readonly Product[]> {
  const response = await fetch('/api/products', {
    headers: { accept: 'application/json', 'x-request-timeout-ms': String(timeoutMs) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  if (!response.ok)
    throw new ProductsUnread(
      `products: ${response.status}`,
      retryAfterMsOf(response.headers.get('retry-after')),
    );
  const products = offeredProducts(await response.json());
  if (products === undefined || products.length === 0)
    throw new ProductsUnread('products: no list of products');
  return products;
}
