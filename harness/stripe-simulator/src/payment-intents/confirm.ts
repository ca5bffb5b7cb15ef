import { type Stripe } from 'stripe';
import { chargeOf, droppedChargeOf, pendingChargeOf, settledChargeOf } from '../charges/charge.ts';
import { disputeIfTested } from '../disputes/test-methods.ts';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Answer, ok, type Scope } from '../http/endpoint.ts';
import { docUrl, errorBody, type ErrorDetail } from '../http/stripe-error.ts';
import { bankRefusal, failureOf, isNeverEnding } from '../payment-methods/test-bank-accounts.ts';
import { type Decline, declineOf } from '../payment-methods/test-cards.ts';

export function confirm(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  if (method.us_bank_account !== undefined) return takeOn(scope, intent, method);
  return end(scope, intent, method, declineOf(method.card?.last4 ?? ''));
}

/** A bank debit, which takes days: its charge is pending until then. */
function takeOn(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  const { ledger } = scope;
  const charge = pendingChargeOf(intent, method, scope);
  const processing: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: method.id,
    payment_method_types: ['us_bank_account'],
    status: 'processing',
  };
  ledger.charges.insert(charge, scope);
  ledger.paymentIntents.replace(processing);
  recordEvent(scope, 'charge.pending', charge);
  recordEvent(scope, 'payment_intent.processing', processing);
  const last4 = method.us_bank_account?.last4 ?? '';
  if (!isNeverEnding(last4)) {
    const result = failureOf(last4) === undefined ? 'succeeded' : 'failed';
    ledger.dues.scheduleAfterDelay('bank_payment', intent.id, result, scope.at);
  }
  return ok(processing);
}

/** The bank's result of a debit. False if the payment does not wait for one. */
export function settleBankPayment(
  origin: EventOrigin,
  intentId: string,
  as: 'succeeded' | 'failed' | undefined,
): boolean {
  const { ledger } = origin;
  const intent = ledger.paymentIntents.find(intentId);
  if (intent?.status !== 'processing') return false;
  const method = ledger.paymentMethods.find(String(intent.payment_method));
  const pending = ledger.charges.find(String(intent.latest_charge));
  if (method === undefined || pending === undefined) throw new Error(`${intentId} has lost its charge`);
  ledger.dues.take('bank_payment', intentId);
  const own = failureOf(method.us_bank_account?.last4 ?? '');
  const failure = as === 'succeeded' ? undefined : as === 'failed' ? (own ?? bankRefusal) : own;
  const charge = settledChargeOf(pending, intent, method, failure);
  ledger.charges.replace(charge);
  if (failure === undefined) succeed(origin, intent, charge, method);
  else fail(origin, intent, charge, method, failure);
  return true;
}

/** The charge of a debit that is canceled before the bank has moved the money. */
export function dropPendingCharge(scope: Scope, intent: Stripe.PaymentIntent): void {
  const charge = scope.ledger.charges.find(String(intent.latest_charge));
  if (charge?.status !== 'pending') return;
  scope.ledger.dues.take('bank_payment', intent.id);
  const dropped = droppedChargeOf(charge);
  scope.ledger.charges.replace(dropped);
  recordEvent(scope, 'charge.failed', dropped);
}

/** The result of a card payment. */
function end(
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
  disputeIfTested(scope, charge, method);
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
