import './checkout.css';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { announce } from '../say/announcements.ts';
import { moneyText } from '../say/money.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { durationText } from '../say/time.ts';
import { useCountdown } from '../say/use-countdown.ts';
import { words } from '../words.ts';
import { LeftPurchase } from './left-purchase.view.tsx';
import { OrderPlaced } from './order-placed.view.tsx';
import { waitingWords } from './outcome-words.ts';
import { useIsOffline } from './progress-line.view.tsx';
import { purchase, usePurchase, wakePurchase } from './purchase.store.ts';
import { type PurchaseState, type WhyUnknown, whyUnknown } from './purchase-state.ts';
import { type Submission } from './submission.ts';

/** 15 s, if the shop does not say when to ask again. */
const askAgainAfterMs = 15_000;
/** 5 s: a storefront without its checkout says 1 s, for each of many pages. */
const soonestMs = 5_000;

export function WaitingPage() {
  const state = usePurchase();
  useLayoutEffect(() => void purchase.resume(), []);
  useEffect(wakePurchase, []);
  const leaveTo = useLeaving(state);
  if (state.kind === 'ordered') return <OrderPlaced order={state} />;
  if (state.kind === 'form' || state.submission === undefined) return null;
  const giveUp = async (): Promise<void> => {
    leaveTo('/cart');
    if (!(await purchase.giveUp())) leaveTo('/checkout');
  };
  const onGiveUp = (): void => void giveUp().catch(reportError);
  if (state.kind === 'left') return <LeftPurchase left={state} onGiveUp={onGiveUp} />;
  return <Waiting state={state} submission={state.submission} onGiveUp={onGiveUp} />;
}

/** Back to the form once the outcome is known, or to where the customer wants to go. */
function useLeaving({ kind }: PurchaseState): (place: string) => void {
  const [, navigate] = useLocation();
  const place = useRef('/checkout');
  const leave = useEffectEvent(() => {
    if (purchase.state().kind === 'form') navigate(place.current, { replace: true });
  });
  // The page has looked for a stored submission by now, which this render may not show yet.
  useEffect(() => {
    if (kind === 'form') leave();
  }, [kind]);
  return (wanted) => void (place.current = wanted);
}

interface Props {
  readonly state: Extract<PurchaseState, { readonly kind: 'paying' | 'unknown' }>;
  readonly submission: Submission;
  readonly onGiveUp: () => void;
}

function Waiting({ state, submission: { body }, onGiveUp }: Props) {
  const why = whyUnknown(state);
  const said = waitingWords(why, moneyText(body.expectedTotal));
  const isAtWork = state.kind === 'paying';
  const status = useStatus(state, said.nextTry);
  useEffect(() => announce(said.heading), [said.heading]);
  return (
    <div className="checkout waiting column">
      <PageHeading title={why.mayHaveRun ? words.waiting.title : words.waiting.nothingTitle}>
        {said.heading}
      </PageHeading>
      {why.mayHaveRun && <p className="lead">{words.waiting.body(body.customer.email)}</p>}
      <p className="status-line">{status}</p>
      <div className="row">
        <button
          type="button"
          className="button"
          aria-busy={isAtWork || undefined}
          aria-disabled={isAtWork || undefined}
          onClick={() => void purchase.askAgain()}
        >
          {words.waiting.askAgain}
        </button>
        {said.canChangeCart && !isAtWork && (
          <button type="button" className="button-quiet" onClick={onGiveUp}>
            {words.waiting.changeCart}
          </button>
        )}
      </div>
    </div>
  );
}

const waitAfter = ({ retryAfterMs = askAgainAfterMs }: WhyUnknown): number =>
  Math.max(soonestMs, retryAfterMs);

/** Asks again after a wait, and says when. */
function useStatus(state: Props['state'], nextTry: (wait: string) => string): string {
  const isOffline = useIsOffline();
  const isAtWork = state.kind === 'paying';
  const [round, setRound] = useState(0);
  const waitMs = state.kind === 'unknown' ? waitAfter(state.outcome) : undefined;
  const leftMs = useCountdown(waitMs, round, () => {
    setRound(round + 1);
    if (purchase.state().kind === 'unknown') void purchase.wake();
  });
  const wasAskedAgain = state.kind === 'paying' && state.wasAskedAgain;
  useEffect(() => {
    if (wasAskedAgain) announce(words.waiting.asking);
  }, [wasAskedAgain]);
  if (isOffline) return words.checkout.offline;
  if (isAtWork || leftMs === undefined) return words.waiting.asking;
  return nextTry(durationText(leftMs));
}
