import { type Stripe } from 'stripe';
import { invalidRequest } from '../http/stripe-error.ts';

/** @throws StripeError for a currency that the customer's bank does not move. */
export function requireDebitable({ currency }: Stripe.PaymentIntent, { type }: Stripe.PaymentMethod): void {
  const supported = type === 'sepa_debit' ? 'eur' : 'usd';
  if (currency === supported) return;
  throw invalidRequest(
    `The currency provided (${currency}) is invalid. Payments with ${type} support the following currencies: ${supported}.`,
    { param: 'currency' },
  );
}
