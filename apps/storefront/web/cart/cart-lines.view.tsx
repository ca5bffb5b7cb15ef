import { words } from '../words.ts';
import { CartLineView } from './cart-line.view.tsx';
import { type PricedCart } from './priced-cart.ts';
import { RemovedLine } from './removed-line.view.tsx';
import { type Removal } from './use-removal.ts';

interface Props {
  readonly priced: PricedCart;
  readonly removal: Removal;
  readonly onQuantity: (productId: string, name: string, quantity: number) => void;
  readonly onLimit: (sentence: string) => void;
}

export function CartLines({ priced: { lines, gone }, removal, onQuantity, onLimit }: Props) {
  const { removed } = removal;
  const rows = lines.map((line) => (
    <CartLineView
      key={line.productId}
      line={line}
      takesFocus={removal.returned === line.productId}
      onQuantity={(quantity) => onQuantity(line.productId, line.name, quantity)}
      onRemove={() => removal.remove(line, line.name)}
      onLimit={onLimit}
    />
  ));
  const place =
    removed === undefined
      ? []
      : [
          <RemovedLine
            key={`removed-${removed.line.productId}`}
            name={removed.name}
            onPutBack={removal.putBack}
          />,
        ];
  return (
    <ul className="cart-lines">
      {removed === undefined ? rows : rows.toSpliced(removed.index, 0, ...place)}
      {gone.map((line) => (
        <li key={line.productId} className="cart-removed quiet">
          <p>{words.cart.gone(words.cart.someProduct)}</p>
          <button
            type="button"
            className="button-link"
            aria-label={words.cart.removeName(words.cart.someProduct)}
            onClick={() => removal.remove(line, words.cart.someProduct)}
          >
            {words.cart.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}
