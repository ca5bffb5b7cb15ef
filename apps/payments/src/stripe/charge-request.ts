import { type Payer } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { type Payment } from '../payment/payment.ts';

/** The request as stored before the first attempt; every attempt sends exactly this. */
export type ChargeRequest = Stripe.PaymentIntentCreateParams;

/**
 * Without `returnUrl`, the bank cannot send the customer back, so no method may redirect. `use_stripe_sdk` is
 * true in a confirmation token: then the next action would need Stripe.js instead of a redirect.
 */
export function chargeRequest(
  payment: Payment,
  { paymentMethod, confirmationToken, returnUrl }: Payer & { readonly returnUrl?: string | undefined },
  { operationId, installation }: { readonly operationId: string; readonly installation: string },
): ChargeRequest {
  const { orderId, paymentId, caller } = payment;
  return {
    amount: payment.amount.amountMinor,
    currency: payment.amount.currency,
    ...(confirmationToken === undefined
      ? { payment_method: paymentMethod ?? '' }
      : { confirmation_token: confirmationToken }),
    confirm: true,
    ...(returnUrl === undefined
      ? { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }
      : { automatic_payment_methods: { enabled: true }, return_url: returnUrl, use_stripe_sdk: false }),
    metadata: { orderId, paymentId, caller, operationId, installation },
  };
}
