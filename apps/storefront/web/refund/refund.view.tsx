import { useEffect } from 'react';
import { announce } from '../say/announcements.ts';
import { durationText } from '../say/time.ts';
import { useNow } from '../say/use-now.ts';
import { words } from '../words.ts';
import { type RefundResult } from './refund-outcome.ts';
import { type Refunding } from './use-refund-request.ts';

/** The button that asks for the money back, and the result of the request. */
export function Refund({ refunding, onAsk }: { readonly refunding: Refunding; readonly onAsk: () => void }) {
  const { result, isWorking, mayAsk } = refunding;
  useEffect(() => {
    if (result !== undefined) announce(result.sentence);
  }, [result]);
  return (
    <div className="stack refund no-print">
      {mayAsk && (
        <button type="button" className="button-quiet" aria-busy={isWorking} onClick={onAsk}>
          {isWorking ? words.refund.working : words.refund.open}
        </button>
      )}
      {/* Below the button, which stays in its place. */}
      <RefundResultView refunding={refunding} />
    </div>
  );
}

const tones: Readonly<Record<RefundResult['kind'], string>> = {
  made: 'held',
  unknown: 'wait',
  left: 'wait',
  given_up: 'wait',
  not_made: 'broken',
  closed: 'broken',
  expired: 'wait',
};

function RefundResultView({
  refunding: { result, asksAt, isWorking, amount, send, giveUp },
}: {
  readonly refunding: Refunding;
}) {
  const now = useNow(asksAt !== undefined);
  if (result === undefined) return null;
  const tone = tones[result.kind];
  const again = (): void => {
    if (isWorking) announce(words.refund.weHaveIt);
    else void send();
  };
  return (
    <div key={result.sentence} className={`notice appear ${tone}`}>
      <p>{result.sentence}</p>
      {result.kind === 'left' && <p>{words.refund.leftBody}</p>}
      {result.kind === 'closed' && <p>{words.refund.closedBody}</p>}
      {result.kind === 'left' && (
        <div className="row">
          <button type="button" className="button-quiet" aria-disabled={isWorking} onClick={again}>
            {words.refund.returnNow(amount)}
          </button>
          <button
            type="button"
            className="button-link"
            aria-disabled={isWorking}
            onClick={() => void giveUp().catch(reportError)}
          >
            {words.refund.notWanted}
          </button>
        </div>
      )}
      {result.kind === 'unknown' && (
        <p className="row">
          <span className="digits">
            {asksAt === undefined ? words.refund.asking : words.refund.asksIn(durationText(asksAt - now))}
          </span>
          <button type="button" className="button-link" aria-disabled={isWorking} onClick={again}>
            {words.refund.askAgain}
          </button>
        </p>
      )}
    </div>
  );
}
