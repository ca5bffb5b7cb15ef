import { type Stripe } from 'stripe';
import { returnFunds } from '../customers/cash-balance.ts';
import { readMandate, readTransferMethod } from '../customers/transfer-method.ts';
import { recordEvent } from '../events/event.recorder.ts';
import { type Answer, type Endpoint, ok, type Scope, seconds } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { takePaymentMethod } from '../payment-methods/payment-method.ts';
import { capture, releaseHeld } from './capture.ts';
import { readConfirmOptions, refuseConfirmOptions } from './confirm-options.ts';
import { confirm, dropPendingCharge } from './confirm.ts';
import { existingIntent, unexpectedState } from './existing-intent.ts';
import {
  paymentIntentOf,
  readNewPaymentIntent,
  readThreeDSecure,
  withThreeDSecure,
} from './payment-intent.ts';
import { searchPaymentIntents } from './search.ts';
import { update } from './update.ts';

const url = '/v1/payment_intents';
const unconfirmable: readonly string[] = ['canceled', 'processing', 'requires_capture'];

function create(params: Params): (scope: Scope) => Answer {
  const asked = readNewPaymentIntent(params);
  const paymentMethod = params.text('payment_method');
  const transfer = readTransferMethod(params);
  readMandate(params);
  const mustConfirm = params.flag('confirm') ?? false;
  if (!mustConfirm) refuseConfirmOptions(params);
  const options = readConfirmOptions(params);
  return (scope) => {
    const method = paymentMethod === undefined ? transfer?.(scope) : takePaymentMethod(scope, paymentMethod);
    if (mustConfirm && method === undefined) throw missingPaymentMethod();
    const intent = paymentIntentOf(asked, method?.id ?? null, scope);
    scope.ledger.paymentIntents.insert(intent, scope);
    scope.ledger.indexMetadata(intent);
    recordEvent(scope, 'payment_intent.created', intent);
    return mustConfirm && method !== undefined ? confirm(scope, intent, method, options) : ok(intent);
  };
}

function confirmExisting(params: Params, id: string): (scope: Scope) => Answer {
  const paymentMethod = params.text('payment_method');
  const options = readConfirmOptions(params);
  const threeDSecure = readThreeDSecure(params);
  return (scope) => {
    const intent = existingIntent(scope, id);
    if (intent.status === 'succeeded') {
      const message =
        'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';
      throw unexpectedState(message, intent);
    }
    if (unconfirmable.includes(intent.status)) {
      const message = `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`;
      throw unexpectedState(message, intent);
    }
    const chosen =
      paymentMethod ?? (typeof intent.payment_method === 'string' ? intent.payment_method : undefined);
    if (chosen === undefined) throw missingPaymentMethod(intent);
    const asked = withThreeDSecure(intent, threeDSecure);
    return confirm(scope, asked, takePaymentMethod(scope, chosen), options);
  };
}

function cancel(params: Params, id: string): (scope: Scope) => Answer {
  const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const;
  const reason = params.oneOf('cancellation_reason', reasons);
  return (scope) => {
    const intent = existingIntent(scope, id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      const message =
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with ` +
        'one of the following statuses may be canceled: requires_payment_method, requires_capture, ' +
        'requires_confirmation, requires_action, processing.';
      throw unexpectedState(message, intent);
    }
    const canceled: Stripe.PaymentIntent = {
      ...intent,
      amount_capturable: 0,
      canceled_at: seconds(scope),
      cancellation_reason: reason ?? null,
      next_action: null,
      status: 'canceled',
    };
    scope.ledger.paymentIntents.replace(canceled);
    dropPendingCharge(scope, intent);
    releaseHeld(scope, intent);
    returnFunds(scope, intent);
    recordEvent(scope, 'payment_intent.canceled', canceled);
    return ok(canceled);
  };
}

function list(params: Params): (scope: Scope) => Answer {
  const request = listRequest(params);
  const conditions = [...createdConditions(params), ...equals('customer', params.text('customer'))];
  return ({ ledger }) => ok(listOf(ledger.paymentIntents, conditions, request, url));
}

function missingPaymentMethod(intent?: Stripe.PaymentIntent): Error {
  const message =
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
    'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method ' +
    'or ConfirmationToken.';
  const code = 'payment_intent_unexpected_state';
  return invalidRequest(message, intent === undefined ? { code } : { code, payment_intent: intent });
}

export const paymentIntentEndpoints: readonly Endpoint[] = [
  { method: 'POST', url, prepare: create },
  { method: 'GET', url, prepare: list },
  { method: 'GET', url: `${url}/search`, prepare: searchPaymentIntents },
  { method: 'GET', url: `${url}/:id`, prepare: (_, id) => (scope) => ok(existingIntent(scope, id)) },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'POST', url: `${url}/:id/confirm`, prepare: confirmExisting },
  { method: 'POST', url: `${url}/:id/cancel`, prepare: cancel },
  { method: 'POST', url: `${url}/:id/capture`, prepare: capture },
];
