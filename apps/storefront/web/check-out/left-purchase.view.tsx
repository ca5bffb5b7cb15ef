import { useEffect } from 'react';
import { announce } from '../say/announcements.ts';
import { moneyText } from '../say/money.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { type PurchaseState } from './purchase-state.ts';
import { purchase } from './purchase.store.ts';

interface Props {
  readonly left: Extract<PurchaseState, { readonly kind: 'left' }>;
  readonly onGiveUp: () => void;
}

/** Asks whether a purchase of long ago is still wanted. */
export function LeftPurchase({ left: { submission, mayHaveRun }, onGiveUp }: Props) {
  const { left: say, nothingTaken } = words.waiting;
  const { expectedTotal, customer } = submission.body;
  const total = moneyText(expectedTotal);
  const heading = mayHaveRun ? say.heading(total) : nothingTaken;
  useEffect(() => announce(heading), [heading]);
  return (
    <div className="checkout column">
      <PageHeading title={say.title}>{heading}</PageHeading>
      <p className="lead">{mayHaveRun ? say.body(customer.email) : say.nothingBody(total)}</p>
      {mayHaveRun && <p>{say.sameOrder(total)}</p>}
      <div className="row">
        <button type="button" className="button" onClick={() => void purchase.payNow().catch(reportError)}>
          {say.payNow(total)}
        </button>
        <button type="button" className="button-quiet" onClick={onGiveUp}>
          {say.notWanted}
        </button>
      </div>
    </div>
  );
}
