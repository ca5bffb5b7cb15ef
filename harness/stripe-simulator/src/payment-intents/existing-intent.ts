import { type Stripe } from 'stripe';
import { type Scope } from '../http/endpoint.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';

/** @throws StripeError 404 */
export function existingIntent(scope: Scope, id: string): Stripe.PaymentIntent {
  const intent = scope.ledger.paymentIntents.find(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent', 404);
  return intent;
}

export function unexpectedState(message: string, intent: Stripe.PaymentIntent): Error {
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
}
