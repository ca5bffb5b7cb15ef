import type Stripe from 'stripe';
import { type Payment } from '../payment/payment.ts';
import { idOf } from '../stripe/dispute-report.ts';

interface AboutCharge {
  readonly payment_intent?: string | Stripe.PaymentIntent | null;
}

/** Why what Stripe reports is not about the payment that its charge names; undefined if it is. */
export function otherIntent(
  { providerPaymentId }: Pick<Payment, 'providerPaymentId'>,
  { payment_intent: intent }: AboutCharge,
): string | undefined {
  const intentId = idOf(intent);
  return providerPaymentId === null || providerPaymentId === intentId
    ? undefined
    : `it is about the intent ${intentId}, but the payment has the intent ${providerPaymentId}`;
}
