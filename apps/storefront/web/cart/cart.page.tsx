import './cart.css';
import { useState } from 'react';
import { Unavailable } from '../browse/unavailable.view.tsx';
import { useProducts } from '../browse/use-products.ts';
import { announce } from '../say/announcements.ts';
import { moneyText } from '../say/money.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { CartLines } from './cart-lines.view.tsx';
import { CartSummary } from './cart-summary.view.tsx';
import { withQuantity } from './cart.ts';
import { changeCart, readCart, useCart } from './cart-storage.ts';
import { EmptyCart } from './empty-cart.view.tsx';
import { pricedCart } from './priced-cart.ts';
import { useRemoval } from './use-removal.ts';

export function CartPage() {
  const { cart } = useCart();
  const { products, retry } = useProducts();
  const removal = useRemoval();
  const [limit, setLimit] = useState('');
  if (cart.lines.length === 0 && removal.removed === undefined) return <EmptyCart />;

  const setQuantity = (productId: string, name: string, quantity: number): void => {
    removal.forget();
    setLimit('');
    changeCart((now) => withQuantity(now, productId, quantity));
    const { total } = pricedCart(readCart(), products ?? []);
    if (total !== undefined) announce(words.cart.changed(quantity, name, moneyText(total)));
  };
  const showLimit = (sentence: string): void => {
    setLimit(sentence);
    announce(sentence);
  };
  const priced = products === undefined ? undefined : pricedCart(cart, products);
  return (
    <div className="cart stack-loose">
      <PageHeading title={words.cart.title}>{words.cart.heading}</PageHeading>
      {retry !== undefined && <Unavailable retry={retry} />}
      {priced !== undefined && (
        <div className="split">
          <div>
            <CartLines priced={priced} removal={removal} onQuantity={setQuantity} onLimit={showLimit} />
            <p className="status-line">{limit}</p>
          </div>
          {priced.total !== undefined && <CartSummary lines={priced.lines} total={priced.total} />}
        </div>
      )}
    </div>
  );
}
