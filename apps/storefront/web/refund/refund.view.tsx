import { type Order } from '@holdfast/checkout-client';
import { useEffect, useRef } from 'react';
import { refundableOf } from '../order/order-state.ts';
import { announce } from '../say/announcements.ts';
import { useNow } from '../say/use-now.ts';
import { durationText } from '../say/time.ts';
import { words } from '../words.ts';
import { RefundDialog } from './refund.dialog.tsx';
import { type Refunding, useRefundRequest } from './use-refund-request.ts';

interface Props {
  readonly order: Order;
  readonly readAt: number;
  readonly reread: () => void;
}

/** The customer's way to get the money back, and what came of it. */
export function Refund({ order, readAt, reread }: Props) {
  const refunding = useRefundRequest(order, readAt, reread);
  const dialog = useRef<HTMLDialogElement>(null);
  const { result, isWorking } = refunding;
  const mayAsk =
    refundableOf(order) !== undefined &&
    (result === undefined || result.kind === 'not_made' || result.kind === 'expired');
  const opener = useRef<HTMLButtonElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const open = (): void => {
    dialog.current?.showModal();
    keep.current?.focus();
  };
  const close = (): void => {
    dialog.current?.close();
    if (opener.current === null) focusHeading();
  };
  const hadButton = useRef(mayAsk);
  useEffect(() => {
    if (hadButton.current && !mayAsk && document.activeElement === document.body) focusHeading();
    hadButton.current = mayAsk;
  }, [mayAsk]);
  useEffect(() => {
    if (result !== undefined) announce(result.sentence);
  }, [result]);
  return (
    <div className="stack refund no-print">
      <RefundResultView refunding={refunding} />
      {mayAsk && (
        <button type="button" className="button-quiet" aria-busy={isWorking} onClick={open}>
          {isWorking ? words.refund.working : words.refund.open}
        </button>
      )}
      <RefundDialog dialog={dialog} keep={keep} refunding={refunding} onAnswered={close} />
    </div>
  );
}

/** Once the money is on its way back, the button is gone, and the heading says so. */
function focusHeading(): void {
  document.querySelector('h1')?.focus({ preventScroll: true });
}

function RefundResultView({
  refunding: { result, asksAt, isWorking, send },
}: {
  readonly refunding: Refunding;
}) {
  const now = useNow(asksAt !== undefined);
  if (result === undefined) return null;
  const tone = { made: 'held', unknown: 'wait', not_made: 'broken', expired: 'wait' }[result.kind];
  return (
    <div className={`notice appear ${tone}`}>
      <p>{result.sentence}</p>
      {result.kind === 'unknown' && (
        <p className="row">
          <span className="digits">
            {asksAt === undefined ? words.refund.working : words.refund.asksIn(durationText(asksAt - now))}
          </span>
          <button type="button" className="button-link" aria-disabled={isWorking} onClick={() => void send()}>
            {words.refund.askAgain}
          </button>
        </p>
      )}
    </div>
  );
}
