import { type Money, type Order } from '@holdfast/checkout-client';

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

export const countOf = ({ lines }: Cart): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** Sets the quantity of a product: at most 99; 0 removes the line. */
export function withQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const wanted = Math.min(mostOfOneProduct, Math.max(0, Math.trunc(quantity)));
  const isKnown = cart.lines.some((line) => line.productId === productId);
  const lines = isKnown
    ? cart.lines.map((line) => (line.productId === productId ? { productId, quantity: wanted } : line))
    : [...cart.lines, { productId, quantity: wanted }];
  return { ...cart, lines: lines.filter((line) => line.quantity > 0) };
}

export const quantityOf = (cart: Cart, productId: string): number =>
  cart.lines.find((line) => line.productId === productId)?.quantity ?? 0;

/** The cart for another try after an outcome that took nothing. */
export const forNextAttempt = (cart: Cart): Cart => ({ ...cart, attempt: cart.attempt + 1 });

/** The lines of an order, in a cart again. */
export const refilled = (cart: Cart, { lines }: Pick<Order, 'lines'>): Cart =>
  lines.reduce((filled, { productId, quantity }) => withQuantity(filled, productId, quantity), cart);

export interface PricedLine extends CartLine {
  readonly name: string;
  readonly imageUrl: string;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}
