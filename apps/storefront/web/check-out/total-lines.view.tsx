import { type PricedCart } from '../cart/priced-cart.ts';
import { countOf } from '../cart/cart.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';

/** The lines of the cart, folded under their total. */
export function TotalLines({
  cart: { lines, gone },
  total,
}: {
  readonly cart: PricedCart;
  readonly total: string;
}) {
  return (
    <details className="total-lines">
      <summary>
        <span>{words.cart.summary(countOf({ lines }))}</span>
        <span className="price">{total}</span>
      </summary>
      <ul className="lines">
        {lines.map(({ productId, name, quantity, lineTotal }) => (
          <li key={productId}>
            <span>
              {quantity} × {name}
            </span>
            <span className="digits">{moneyText(lineTotal)}</span>
          </li>
        ))}
      </ul>
      {gone.length > 0 && <p className="quiet small">{words.checkout.goneLines(gone.length)}</p>}
    </details>
  );
}
