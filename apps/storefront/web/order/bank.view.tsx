import { type BankConfirmation } from '@holdfast/checkout-client';
import { deadlineText } from '../say/time.ts';
import { words } from '../words.ts';

interface Props {
  readonly nextAction: BankConfirmation;
  /** True for the first seconds after the bank, whose result may be on its way. */
  readonly isChecking: boolean;
  readonly now: number;
}

/** The way to the bank's page, in the same tab. The order alone says what came of it. */
export function BankAction({ nextAction, isChecking, now }: Props) {
  const { button, until, back } = words.order.action;
  return (
    <div className="row order-action">
      {isChecking ? (
        <p className="quiet">{back}</p>
      ) : (
        <>
          <a className="button" href={nextAction.url} rel="noreferrer">
            {button}
          </a>
          <time className="quiet" dateTime={nextAction.expiresAt}>
            {until(deadlineText(nextAction.expiresAt, now))}
          </time>
        </>
      )}
    </div>
  );
}
