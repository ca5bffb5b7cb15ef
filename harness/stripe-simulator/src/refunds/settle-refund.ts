import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { endedAs, heldFor, type RefundHold, withRefunded } from './refund.ts';

/** Applies a refund's later result. */
export function settleRefund(origin: EventOrigin, refundId: string, result: string): Stripe.Refund {
  const refund = origin.ledger.refunds.find(refundId);
  if (refund === undefined) throw new Error(`refund ${refundId} is due but has no record`);
  const ended = changeRefund(origin, refund, endedAs(result === 'failed' ? 'failed' : 'succeeded', refund));
  if (ended.status === 'failed') {
    giveBack(origin.ledger, refund);
    recordEvent(origin, 'refund.failed', ended);
  }
  return ended;
}

/** Lets a pending refund wait. Its later result stays due. */
export const holdRefund = (origin: EventOrigin, refund: Stripe.Refund, hold: RefundHold): Stripe.Refund =>
  changeRefund(origin, refund, heldFor(hold, refund));

/** Cancels a refund that waits for its customer. */
export function cancelRefund(origin: EventOrigin, refund: Stripe.Refund): Stripe.Refund {
  origin.ledger.dues.take('refund', refund.id);
  giveBack(origin.ledger, refund);
  return changeRefund(origin, refund, { ...refund, status: 'canceled', failure_reason: 'merchant_request' });
}

function changeRefund(origin: EventOrigin, before: Stripe.Refund, after: Stripe.Refund): Stripe.Refund {
  origin.ledger.refunds.replace(after);
  const { status, pending_reason: reason } = before;
  const previous = { status, ...(reason === undefined ? {} : { pending_reason: reason }) };
  recordEvent(origin, 'charge.refund.updated', after, previous);
  recordEvent(origin, 'refund.updated', after, previous);
  return after;
}

/** The amount of a failed refund is back on the account's balance and can be refunded again. */
function giveBack(ledger: Ledger, refund: Stripe.Refund): void {
  const charge = typeof refund.charge === 'string' ? ledger.charges.find(refund.charge) : undefined;
  if (charge === undefined) throw new Error(`refund ${refund.id} has no charge`);
  ledger.charges.replace(withRefunded(charge, -refund.amount));
}
