import { type Stripe } from 'stripe';
import { chargeOf } from '../charges/charge.ts';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Answer, ok, type Scope } from '../http/endpoint.ts';
import { docUrl, errorBody, type ErrorDetail } from '../http/stripe-error.ts';
import { type Decline, declineOf } from '../payment-methods/test-cards.ts';

export function confirm(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  if (method.us_bank_account !== undefined) return takeOn(scope, intent, method);
  return end(scope, intent, method, declineOf(method.card?.last4 ?? ''));
}

/** A bank transfer, which takes days. The charge is created when it ends. */
function takeOn(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  const processing: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    payment_method: method.id,
    payment_method_types: ['us_bank_account'],
    status: 'processing',
  };
  scope.ledger.paymentIntents.replace(processing);
  recordEvent(scope, 'payment_intent.processing', processing);
  return ok(processing);
}

/** The result of a payment: immediate for a card, decided later by the bank for a bank account. */
export function end(
  scope: EventOrigin,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline | undefined,
): Answer {
  const charge = chargeOf(intent, method, decline, scope);
  scope.ledger.charges.insert(charge, scope);
  return decline === undefined
    ? succeed(scope, intent, charge, method)
    : fail(scope, intent, charge, method, decline);
}

function succeed(
  scope: EventOrigin,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  method: Stripe.PaymentMethod,
): Answer {
  const paid: Stripe.PaymentIntent = {
    ...intent,
    amount_received: charge.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: method.id,
    status: 'succeeded',
  };
  scope.ledger.paymentIntents.replace(paid);
  recordEvent(scope, 'charge.succeeded', charge);
  recordEvent(scope, 'payment_intent.succeeded', paid);
  return ok(paid);
}

function fail(
  scope: EventOrigin,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  method: Stripe.PaymentMethod,
  decline: Decline,
): Answer {
  const error: ErrorDetail = {
    type: 'card_error',
    advice_code: decline.adviceCode,
    charge: charge.id,
    code: decline.code,
    message: decline.message,
    payment_method: method,
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.networkDeclineCode === undefined ? {} : { network_decline_code: decline.networkDeclineCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
  };
  const failed: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: { ...error, code: decline.code, doc_url: docUrl(decline.code) },
    latest_charge: charge.id,
    payment_method: null,
    status: 'requires_payment_method',
  };
  scope.ledger.paymentIntents.replace(failed);
  recordEvent(scope, 'charge.failed', charge);
  recordEvent(scope, 'payment_intent.payment_failed', failed);
  return {
    status: 402,
    body: errorBody({ ...error, payment_intent: failed }, scope.requestId ?? '', scope.at),
  };
}
