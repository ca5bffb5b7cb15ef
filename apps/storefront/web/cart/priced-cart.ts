import { type Money } from '@holdfast/checkout-client';
import { type Product } from '../api.ts';
import { type Cart, type CartLine } from './cart.ts';

export interface PricedLine extends CartLine {
  readonly name: string;
  readonly imageUrl: string;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}

export interface PricedCart {
  /** Products that can be bought. */
  readonly lines: readonly PricedLine[];
  /** Products that the shop no longer sells; not in the total. */
  readonly gone: readonly CartLine[];
  /** Undefined if nothing can be bought. */
  readonly total: Money | undefined;
}

/** The cart at the prices of the catalog, which has one currency. */
export function pricedCart({ lines }: Pick<Cart, 'lines'>, products: readonly Product[]): PricedCart {
  const sold = new Map(products.map((product) => [product.productId, product]));
  const priced = lines.flatMap((line) => {
    const product = sold.get(line.productId);
    return product === undefined ? [] : [pricedLine(line, product)];
  });
  return { lines: priced, gone: lines.filter(({ productId }) => !sold.has(productId)), total: sumOf(priced) };
}

function pricedLine({ productId, quantity }: CartLine, { name, imageUrl, unitPrice }: Product): PricedLine {
  const lineTotal = { ...unitPrice, amountMinor: unitPrice.amountMinor * quantity };
  return { productId, quantity, name, imageUrl, unitPrice, lineTotal };
}

function sumOf(lines: readonly PricedLine[]): Money | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const amountMinor = lines.reduce((sum, { lineTotal }) => sum + lineTotal.amountMinor, 0);
  return { amountMinor, currency: first.unitPrice.currency };
}
