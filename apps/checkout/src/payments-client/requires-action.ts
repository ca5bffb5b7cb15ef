import { type NextAction } from '@holdfast/contracts';
import { StillInProgress } from '@holdfast/idempotency';

/** 2 s: at the expiry, payments cancels and reports the result. Only then does checkout check. */
const graceMs = 2_000;

/** The customer must confirm the payment with the bank. No URL in the message: it is stored and logged. */
export class RequiresAction extends StillInProgress {
  constructor(readonly nextAction: NextAction) {
    super(
      new Date(Date.parse(nextAction.expiresAt) + graceMs),
      `waiting for the customer to confirm with the bank until ${nextAction.expiresAt}`,
    );
    this.name = 'RequiresAction';
  }
}
