import { randomInt } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { newId } from '../ledger/object-id.ts';
import { type RefundResult, refundResultOf } from '../payment-methods/test-cards.ts';

export interface NewRefund {
  readonly amount: number;
  readonly metadata: Record<string, string>;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | undefined;
}

/** A new refund: pending for a card whose refunds succeed later, else succeeded. */
export function refundOf(charge: Stripe.Charge, asked: NewRefund, scope: Scope): Stripe.Refund {
  const isPending = laterEndOf(charge) === 'succeeded';
  return {
    id: newId('re_3'),
    object: 'refund',
    amount: asked.amount,
    balance_transaction: null,
    charge: charge.id,
    created: seconds(scope),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: asked.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(isPending ? { pending_reason: 'processing' } : {}),
    reason: asked.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isPending ? 'pending' : 'succeeded',
    transfer_reversal: null,
  };
}

/** Adds the card network's reference, which arrives after the refund and is reported by `refund.updated`. */
export function withReference(refund: Stripe.Refund): Stripe.Refund {
  const reference = String(randomInt(10 ** 12));
  return {
    ...refund,
    destination_details: {
      card: {
        reference,
        reference_status: 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
  };
}

/** As at Stripe, the card number decides; undefined if there is no later result. */
export function laterEndOf(charge: Stripe.Charge): RefundResult | undefined {
  return refundResultOf(charge.payment_method_details?.card?.last4 ?? '');
}

/** A pending refund can wait for money on the account, or for bank details from its customer. */
export type RefundHold = 'funds' | 'customer';

export function heldFor(hold: RefundHold, refund: Stripe.Refund): Stripe.Refund {
  if (hold === 'funds') return { ...refund, pending_reason: 'insufficient_funds' };
  const held: Stripe.Refund = { ...refund, status: 'requires_action' };
  delete held.pending_reason;
  return held;
}

export function endedAs(end: RefundResult, refund: Stripe.Refund): Stripe.Refund {
  const ended: Stripe.Refund = { ...refund, status: end };
  delete ended.pending_reason;
  return end === 'succeeded'
    ? withReference(ended)
    : { ...ended, failure_reason: 'expired_or_canceled_card' };
}

/** The charge after a refund or, with a negative `amount`, after a reverted one. */
export function withRefunded(charge: Stripe.Charge, amount: number): Stripe.Charge {
  const amountRefunded = charge.amount_refunded + amount;
  return { ...charge, amount_refunded: amountRefunded, refunded: amountRefunded === charge.amount_captured };
}
