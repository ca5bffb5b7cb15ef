import { type NextAction } from '@holdfast/contracts';
import { StillInProgress } from '@holdfast/idempotency';

/** The customer's bank transfers the money: it takes hours or days. */
export class OnItsWay extends StillInProgress {
  constructor(readonly expectedBy: Date) {
    super(expectedBy, `waiting for the bank to transfer the money until ${expectedBy.toISOString()}`);
    this.name = 'OnItsWay';
  }
}

/** 2 s: at the expiry, payments cancels and reports the result. Only then does checkout check. */
const graceMs = 2_000;

/** The customer must confirm the payment with the bank. */
export class AwaitsConfirmation extends StillInProgress {
  constructor(expiresAt: string) {
    super(
      new Date(Date.parse(expiresAt) + graceMs),
      `waiting for the customer to confirm with the bank until ${expiresAt}`,
    );
    this.name = 'AwaitsConfirmation';
  }
}

/** With the bank's page. Its URL is not in the message, which is stored and logged. */
export class RequiresAction extends AwaitsConfirmation {
  constructor(readonly nextAction: NextAction) {
    super(nextAction.expiresAt);
    this.name = 'RequiresAction';
  }
}
