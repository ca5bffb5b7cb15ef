import { type Stripe } from 'stripe';
import { type KeyKind } from '../http/authentication.ts';
import { type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, stripeErrors } from '../http/stripe-error.ts';
import { existingIntent } from './existing-intent.ts';

/** A page proves with the client secret that the payment is its own; a server may send it as well. */
export function readClientSecret(params: Params, key: KeyKind): string | undefined {
  const secret = params.text('client_secret');
  if (secret === undefined && key === 'publishable') throw stripeErrors.secretKeyRequired();
  return secret;
}

/** The intent, if the client secret is its own or none is given. @throws StripeError */
export function ownIntent(scope: Scope, id: string, secret: string | undefined): Stripe.PaymentIntent {
  const intent = existingIntent(scope, id);
  if (secret === undefined || secret === intent.client_secret) return intent;
  const message =
    'The client_secret provided does not match the client_secret associated with the PaymentIntent.';
  throw invalidRequest(message, { code: 'payment_intent_invalid_parameter', param: 'client_secret' });
}
