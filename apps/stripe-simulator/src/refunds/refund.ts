import { randomInt } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { newId } from '../ledger/object-id.ts';

export interface NewRefund {
  readonly amount: number;
  readonly metadata: Record<string, string>;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | undefined;
}

export function refundOf(charge: Stripe.Charge, asked: NewRefund, scope: Scope): Stripe.Refund {
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
    reason: asked.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** The card network's reference follows the refund: this is what `refund.updated` tells of. */
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
