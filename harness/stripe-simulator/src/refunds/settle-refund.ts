import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { endedAs, withRefunded } from './refund.ts';

/** Applies a refund's later result. */
export function settleRefund(origin: EventOrigin, refundId: string, result: string): Stripe.Refund {
  const { ledger } = origin;
  const refund = ledger.refunds.find(refundId);
  if (refund === undefined) throw new Error(`refund ${refundId} is due but has no record`);
  const ended = endedAs(result === 'failed' ? 'failed' : 'succeeded', refund);
  ledger.refunds.replace(ended);
  if (ended.status === 'failed') giveBack(ledger, refund);
  const { status, pending_reason: reason } = refund;
  const previous = { status, ...(reason === undefined ? {} : { pending_reason: reason }) };
  recordEvent(origin, 'charge.refund.updated', ended, previous);
  recordEvent(origin, 'refund.updated', ended, previous);
  if (ended.status === 'failed') recordEvent(origin, 'refund.failed', ended);
  return ended;
}

/** The amount of a failed refund is back on the account's balance and can be refunded again. */
function giveBack(ledger: Ledger, refund: Stripe.Refund): void {
  const charge = typeof refund.charge === 'string' ? ledger.charges.find(refund.charge) : undefined;
  if (charge === undefined) throw new Error(`refund ${refund.id} has no charge`);
  ledger.charges.replace(withRefunded(charge, -refund.amount));
}
