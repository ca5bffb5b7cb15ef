import { useEffect } from 'react';
import { announce } from '../say/announcements.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { leftWords } from './left-words.ts';
import { type PurchaseState } from './purchase-state.ts';
import { purchase } from './purchase.store.ts';

interface Props {
  readonly left: Extract<PurchaseState, { readonly kind: 'left' }>;
  readonly onGiveUp: () => void;
}

/** Asks whether a purchase of long ago is still wanted. */
export function LeftPurchase({ left, onGiveUp }: Props) {
  const { heading, sentences, payNow, giveUp } = leftWords(left);
  useEffect(() => announce(heading), [heading]);
  return (
    <div className="checkout column">
      <PageHeading title={words.waiting.left.title}>{heading}</PageHeading>
      {sentences.map((sentence, index) => (
        <p key={sentence} className={index === 0 ? 'lead' : undefined}>
          {sentence}
        </p>
      ))}
      <div className="row">
        {payNow !== undefined && (
          <button type="button" className="button" onClick={() => void purchase.payNow().catch(reportError)}>
            {payNow}
          </button>
        )}
        <button type="button" className="button-quiet" onClick={onGiveUp}>
          {giveUp}
        </button>
      </div>
    </div>
  );
}
