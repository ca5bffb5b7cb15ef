import { type Order } from '@holdfast/checkout-client';
import { useLocation } from 'wouter';
import { refilled } from '../cart/cart.ts';
import { changeCart } from '../cart/cart-storage.ts';
import { words } from '../words.ts';

/** Puts the products of an unpaid order back into the cart. */
export function Refill({ order }: { readonly order: Order }) {
  const [, navigate] = useLocation();
  const refill = (): void => {
    changeCart((cart) => refilled(cart, order));
    navigate('/cart');
  };
  return (
    <div className="row order-action no-print">
      <button type="button" className="button" onClick={refill}>
        {words.order.failed.refill}
      </button>
    </div>
  );
}
