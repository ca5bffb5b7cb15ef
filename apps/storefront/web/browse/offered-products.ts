import { type Money } from '@holdfast/checkout-client';
import { type Product } from '../api.ts';

/**
 * The products of a response that can be shown and sold: each with a name, a price and a picture of this
 * shop. Undefined if the response is not a list of products.
 */
export function offeredProducts(body: unknown): readonly Product[] | undefined {
  const products = isRecord(body) ? body['products'] : undefined;
  if (!Array.isArray(products)) return undefined;
  const seen = new Set<string>();
  return products.filter(isOffered).filter(({ productId }) => !seen.has(productId) && seen.add(productId));
}

export function isOffered(value: unknown): value is Product {
  return (
    isRecord(value) &&
    isText(value['productId']) &&
    isText(value['name']) &&
    typeof value['description'] === 'string' &&
    isPrice(value['unitPrice']) &&
    isPictureOfShop(value['imageUrl'])
  );
}

/** `Intl.NumberFormat` refuses currencies of another form. */
function isPrice(value: unknown): value is Money {
  if (!isRecord(value)) return false;
  const { amountMinor, currency } = value;
  return (
    Number.isSafeInteger(amountMinor) && Number(amountMinor) >= 0 && /^[a-z]{3}$/i.test(String(currency))
  );
}

/** The page loads pictures from its own origin only. */
const isPictureOfShop = (value: unknown): boolean => typeof value === 'string' && /^\/[^/\\]/.test(value);

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
