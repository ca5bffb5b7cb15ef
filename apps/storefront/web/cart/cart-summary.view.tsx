import { type Money } from '@holdfast/checkout-client';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { countOf } from './cart.ts';
import { type PricedLine } from './priced-cart.ts';

interface Props {
  readonly lines: readonly PricedLine[];
  readonly total: Money;
}

export function CartSummary({ lines, total }: Props) {
  return (
    <div className="aside stack">
      <dl className="facts">
        <div className="total">
          <dt>
            {words.cart.total} <span className="count quiet">{words.cart.summary(countOf({ lines }))}</span>
          </dt>
          <dd>{moneyText(total)}</dd>
        </div>
      </dl>
      {/* Loads a document: only that one may load the script of the payment form. */}
      <a className="button" href="/checkout">
        {words.cart.checkOut}
      </a>
    </div>
  );
}
