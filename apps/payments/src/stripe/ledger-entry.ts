import { type Money } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { type RefundOutcome } from '../refund/refund.ts';
import { moneyOf } from './expected-charge.ts';
import { awaitedBy, type AwaitedByRefund, outcomeOfRefund } from './find-refund.ts';
import { decideIntent } from './intent-decision.ts';
import { endIn, stateOf } from './see-through.ts';

/** The metadata that payments sets on everything it creates at Stripe. */
export interface Marks {
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly caller: string | undefined;
  readonly operationId: string | undefined;
  /** Undefined in charges that were made before it was introduced. */
  readonly installation: string | undefined;
  readonly refundId: string | undefined;
  /** Of a refund: its client's own ID for it. */
  readonly reference: string | undefined;
}

/** A payment intent, reduced to what reconciliation compares. */
export interface Charge {
  readonly chargeId: string;
  readonly amount: Money;
  /** Undefined while in progress. */
  readonly outcome: PaymentOutcome | undefined;
  /** The bank wants a confirmation. */
  readonly waitsForCustomer: boolean;
  readonly marks: Marks;
  readonly createdAt: Date;
  /** Since it was created or canceled, by Stripe's clock. */
  readonly ageMs: number;
}

export interface ChargeRefund {
  readonly providerRefundId: string;
  readonly chargeId: string;
  readonly amount: Money;
  readonly outcome: RefundOutcome;
  /** Undefined if its bank has it, or if it has ended. */
  readonly awaits: AwaitedByRefund | undefined;
  readonly marks: Marks;
  readonly createdAt: Date;
  readonly ageMs: number;
}

export function chargeOf(intent: Stripe.PaymentIntent, stripeNow: number): Charge {
  const state = stateOf(intent.id, decideIntent(intent));
  return {
    chargeId: intent.id,
    amount: moneyOf(intent),
    outcome: endIn(state),
    waitsForCustomer: intent.status === 'requires_action',
    marks: marksIn(intent.metadata),
    ...timesOf(intent, stripeNow, intent.canceled_at),
  };
}

export function chargeRefundOf(refund: Stripe.Refund, stripeNow: number): ChargeRefund {
  const { payment_intent: intent } = refund;
  return {
    providerRefundId: refund.id,
    chargeId: typeof intent === 'string' ? intent : (intent?.id ?? ''),
    amount: { amountMinor: refund.amount, currency: refund.currency },
    outcome: outcomeOfRefund(refund),
    awaits: awaitedBy(refund),
    marks: marksIn(refund.metadata ?? {}),
    ...timesOf(refund, stripeNow),
  };
}

function marksIn(metadata: Stripe.Metadata): Marks {
  const { orderId, paymentId, caller, operationId, installation, refundId, reference } = metadata;
  return { orderId, paymentId, caller, operationId, installation, refundId, reference };
}

function timesOf(
  { created }: { readonly created: number },
  stripeNow: number,
  canceled: number | null = null,
): { createdAt: Date; ageMs: number } {
  return { createdAt: new Date(created * 1_000), ageMs: stripeNow - (canceled ?? created) * 1_000 };
}
