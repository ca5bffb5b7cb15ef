import { type Stripe } from 'stripe';
import { openChallenge } from '../challenges/open-challenge.ts';
import { chargeOf, droppedChargeOf, pendingChargeOf, settledChargeOf } from '../charges/charge.ts';
import { type CustomerCheck } from '../charges/method-details.ts';
import { awaitTransfer } from '../customers/cash-balance.ts';
import { disputeIfTested } from '../disputes/test-methods.ts';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Answer, ok, type Scope } from '../http/endpoint.ts';
import { docUrl, errorBody, type ErrorDetail } from '../http/stripe-error.ts';
import { type Decline, declines } from '../payment-methods/declines.ts';
import {
  bankRefusal,
  debitedAccountOf,
  failureOf,
  isNeverEnding,
} from '../payment-methods/test-bank-accounts.ts';
import { authenticationOf, declineOf } from '../payment-methods/test-cards.ts';
import { authorize } from './capture.ts';
import { requireDebitable } from './debit-currency.ts';
import { type ConfirmOptions } from './confirm-options.ts';
import { idOf } from '../ledger/object-id.ts';

export function confirm(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  options: ConfirmOptions,
): Answer {
  if (method.customer_balance !== undefined) return ok(awaitTransfer(scope, intent, method));
  if (debitedAccountOf(method) !== undefined) return takeOn(scope, intent, method);
  const last4 = method.card?.last4 ?? '';
  const decline = declineOf(last4);
  const authentication = authenticationOf(last4);
  if (authentication === 'frictionless') return end(scope, intent, method, decline, 'frictionless');
  if (isConfirmedByCustomer(scope, intent, method)) return end(scope, intent, method, decline, 'challenge');
  if (options.isOffSession) {
    return end(
      scope,
      intent,
      method,
      authentication === 'always' ? declines.authenticationRequired : decline,
    );
  }
  const isAsked = authentication !== 'if_requested' || wantsThreeDSecure(intent);
  if (authentication === undefined || !isAsked) return end(scope, intent, method, decline);
  return openChallenge(scope, intent, method, options);
}

function wantsThreeDSecure({ payment_method_options: options }: Stripe.PaymentIntent): boolean {
  return options?.card?.request_three_d_secure !== 'automatic';
}

/** With manual confirmation, the customer confirms first and the shop's next request charges. */
function isConfirmedByCustomer(
  { ledger }: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): boolean {
  if (intent.status !== 'requires_confirmation') return false;
  const latest = ledger.latestChallenge(intent.id);
  return latest?.payment_method === method.id && latest.answer === 'confirm';
}

/** A bank debit, which takes days: its charge is pending until then. */
function takeOn(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  const { ledger } = scope;
  requireDebitable(intent, method);
  const charge = pendingChargeOf(intent, method, scope);
  const processing: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
    payment_method_types: [method.type],
    status: 'processing',
  };
  ledger.charges.insert(charge, scope);
  ledger.paymentIntents.replace(processing);
  recordEvent(scope, 'charge.pending', charge);
  recordEvent(scope, 'payment_intent.processing', processing);
  const last4 = debitedAccountOf(method) ?? '';
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
  const method = ledger.paymentMethods.find(idOf(intent.payment_method));
  const pending = ledger.charges.find(idOf(intent.latest_charge));
  if (method === undefined || pending === undefined) throw new Error(`${intentId} has lost its charge`);
  ledger.dues.take('bank_payment', intentId);
  const own = failureOf(debitedAccountOf(method) ?? '');
  const failure = as === 'succeeded' ? undefined : as === 'failed' ? (own ?? bankRefusal) : own;
  const charge = settledChargeOf(pending, intent, method, failure);
  ledger.charges.replace(charge);
  if (failure === undefined) succeed(origin, intent, charge, method);
  else fail(origin, intent, charge, method, failure);
  return true;
}

/** The charge of a debit that is canceled before the bank has moved the money. */
export function dropPendingCharge(scope: Scope, intent: Stripe.PaymentIntent): void {
  const charge = scope.ledger.charges.find(idOf(intent.latest_charge));
  if (charge?.status !== 'pending') return;
  scope.ledger.dues.take('bank_payment', intent.id);
  const dropped = droppedChargeOf(charge);
  scope.ledger.charges.replace(dropped);
  recordEvent(scope, 'charge.failed', dropped);
}

/** The result of a card payment. */
export function end(
  scope: EventOrigin,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline | undefined,
  check?: CustomerCheck,
): Answer {
  const charge = chargeOf(intent, method, decline, scope, check);
  if (decline === undefined && intent.capture_method === 'manual') {
    return authorize(scope, intent, charge, method);
  }
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
    next_action: null,
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
    next_action: null,
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
