import { mostOfOneProduct } from './cart.ts';

/** The quantity that a customer typed: at most 99. Undefined if it is not a whole number from 1. */
export function typedQuantity(text: string): number | undefined {
  if (!/^\d{1,9}$/.test(text.trim())) return undefined;
  const quantity = Math.min(mostOfOneProduct, Number(text));
  return quantity > 0 ? quantity : undefined;
}
