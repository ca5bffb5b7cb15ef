import { type Order } from '@holdfast/checkout-client';

export const mostOfOneProduct = 99;
export const mostLines = 50;

export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
}

/** The products to buy. Names and prices come from the catalog. */
export interface Cart {
  /** Changes when the cart has become an order. */
  readonly cartId: string;
  /** Increases after an outcome that took nothing, so that the next try is a new operation. */
  readonly attempt: number;
  readonly lines: readonly CartLine[];
}

export const emptyCart = (cartId: string): Cart => ({ cartId, attempt: 1, lines: [] });

/** The name of the purchase for the checkout client, which keeps one key for it. */
export const operationName = ({ cartId, attempt }: Cart): string => `cart-${cartId}-${attempt}`;

export const countOf = ({ lines }: Pick<Cart, 'lines'>): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * Sets the quantity of a product: at most 99; 0 removes the line. Changes nothing if the quantity is not a
 * number, or if the product would be line 51.
 */
export function withQuantity(cart: Cart, productId: string, quantity: number): Cart {
  if (Number.isNaN(quantity)) return cart;
  const wanted = Math.min(mostOfOneProduct, Math.max(0, Math.trunc(quantity)));
  const isKnown = cart.lines.some((line) => line.productId === productId);
  if (!isKnown && (wanted === 0 || cart.lines.length >= mostLines)) return cart;
  const lines = isKnown
    ? cart.lines.map((line) => (line.productId === productId ? { productId, quantity: wanted } : line))
    : [...cart.lines, { productId, quantity: wanted }];
  return { ...cart, lines: lines.filter((line) => line.quantity > 0) };
}

/** Puts a removed line back where it was. */
export function withLineAt(cart: Cart, line: CartLine, index: number): Cart {
  if (limitReached(cart, line.productId) !== undefined || quantityOf(cart, line.productId) > 0) return cart;
  return { ...cart, lines: cart.lines.toSpliced(index, 0, line) };
}

export const quantityOf = (cart: Cart, productId: string): number =>
  cart.lines.find((line) => line.productId === productId)?.quantity ?? 0;

/** Why one more of a product cannot be added. */
export function limitReached(cart: Cart, productId: string): 'quantity' | 'lines' | undefined {
  const quantity = quantityOf(cart, productId);
  if (quantity >= mostOfOneProduct) return 'quantity';
  return quantity === 0 && cart.lines.length >= mostLines ? 'lines' : undefined;
}

/** The cart for another try after an outcome that took nothing. */
export const forNextAttempt = (cart: Cart): Cart => ({ ...cart, attempt: cart.attempt + 1 });

/** The lines to store: products only once, quantities from 1 to 99, at most 50 lines. */
export const withinLimits = (cart: Cart): Cart =>
  cart.lines.reduce<Cart>(
    (kept, { productId, quantity }) =>
      quantity > 0 ? withQuantity(kept, productId, quantityOf(kept, productId) + quantity) : kept,
    { ...cart, lines: [] },
  );

/** At least as much of each product as was ordered. An order may have several lines with the same one. */
export function refilled(cart: Cart, { lines }: Pick<Order, 'lines'>): Cart {
  const ordered = withinLimits({ ...cart, lines });
  return ordered.lines.reduce(
    (filled, { productId, quantity }) =>
      withQuantity(filled, productId, Math.max(quantity, quantityOf(filled, productId))),
    cart,
  );
}
