import { type ReactNode } from 'react';
import { type ShownOrder } from '../api.ts';
import { moneyText } from '../say/money.ts';
import { dayText, minuteText } from '../say/time.ts';
import { returnedOf } from './order-state.ts';

/** One line for each, with its name. */
export function OrderFacts({ order }: { readonly order: ShownOrder }) {
  const returned = returnedOf(order);
  return (
    <dl className="facts">
      <Fact name="Total" look="total">
        {moneyText(order.total)}
      </Fact>
      {returned.amountMinor > 0 && <Fact name="Returned">{moneyText(returned)}</Fact>}
      <Fact name="Placed" look="small quiet">
        <time dateTime={order.createdAt}>
          {dayText(order.createdAt)}, {minuteText(order.createdAt)}
        </time>
      </Fact>
      <Fact name="Order number" look="small quiet">
        <span className="code order-id">{order.orderId}</span>
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly look?: 'total' | 'small quiet';
  readonly children: ReactNode;
}

function Fact({ name, look, children }: FactProps) {
  return (
    <div className={look}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
