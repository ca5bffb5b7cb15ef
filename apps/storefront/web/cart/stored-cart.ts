import { type Cart, type CartLine, withinLimits } from './cart.ts';

const version = 1;

export const storedText = (cart: Cart): string => JSON.stringify({ version, ...cart });

/** Reads a stored cart, without lines that cannot be ordered. Undefined if not a cart of this version. */
export function parseCart(text: string): Cart | undefined {
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { version: of, cartId, attempt, lines } = value as Readonly<Record<string, unknown>>;
  if (of !== version || typeof cartId !== 'string' || cartId === '' || !isCount(attempt)) return undefined;
  if (!Array.isArray(lines)) return undefined;
  return withinLimits({ cartId, attempt, lines: lines.filter(isLine) });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not written by this shop.
    return undefined;
  }
}

function isLine(value: unknown): value is CartLine {
  if (typeof value !== 'object' || value === null) return false;
  const { productId, quantity } = value as Partial<Record<keyof CartLine, unknown>>;
  return typeof productId === 'string' && productId.length > 0 && productId.length <= 64 && isCount(quantity);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
