import { type Product } from '../api.ts';
import { type Cart } from '../cart/cart.ts';
import { type PricedCart, pricedCart } from '../cart/priced-cart.ts';
import { type Submission } from './submission.ts';

/**
 * The lines and the total on the form: those of the cart, or, while a submission is on its way, those that
 * were sent. The cart may have changed since.
 */
export function cartShown(
  cart: Pick<Cart, 'lines'>,
  submission: Submission | undefined,
  products: readonly Product[],
): PricedCart {
  if (submission === undefined) return pricedCart(cart, products);
  const { lines, expectedTotal } = submission.body;
  return { ...pricedCart({ lines }, products), gone: [], total: expectedTotal };
}
