import { useEffect, useState } from 'react';
import { type Product } from '../api.ts';
import { limitReached, quantityOf, withQuantity } from '../cart/cart.ts';
import { readCart, useCart } from '../cart/cart-storage.ts';
import { announce } from '../say/announcements.ts';
import { words } from '../words.ts';

const shownForMs = 2_000;

export function AddToCart({ product: { productId, name } }: { readonly product: Product }) {
  const { cart, change } = useCart();
  /** The number of the last click; undefined once its confirmation is over. */
  const [click, setClick] = useState<number>();
  const [limit, setLimit] = useState<string>();
  useEffect(() => {
    if (click === undefined) return undefined;
    const timer = setTimeout(() => setClick(undefined), shownForMs);
    return () => clearTimeout(timer);
  }, [click]);

  const add = (): void => {
    const reached = limitReached(readCart(), productId);
    if (reached !== undefined) {
      const sentence = reached === 'quantity' ? words.cart.mostOfOne(name) : words.cart.full;
      setLimit(sentence);
      announce(sentence);
      return;
    }
    change((now) => withQuantity(now, productId, quantityOf(now, productId) + 1));
    setLimit(undefined);
    setClick((last = 0) => last + 1);
    announce(words.catalog.addedName(name, quantityOf(readCart(), productId)));
  };

  const inCart = quantityOf(cart, productId);
  const isAdded = click !== undefined && inCart > 0;
  return (
    <>
      <button
        type="button"
        className={isAdded ? 'button add' : 'button-quiet add'}
        aria-label={isAdded ? words.catalog.addedName(name, inCart) : words.catalog.addName(name)}
        onClick={add}
      >
        {isAdded ? words.catalog.added(inCart) : words.catalog.add}
      </button>
      {limit !== undefined && <p className="hint limit">{limit}</p>}
    </>
  );
}
