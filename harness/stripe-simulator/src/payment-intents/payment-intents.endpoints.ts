import { type Stripe } from 'stripe';
import { returnFunds } from '../customers/cash-balance.ts';
import { readMandate } from '../customers/transfer-method.ts';
import { recordEvent } from '../events/event.recorder.ts';
import { useToken } from '../confirmation-tokens/confirmation-token.ts';
import { type KeyKind } from '../http/authentication.ts';
import { type Answer, type Endpoint, ok, type Scope, seconds } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { capture, releaseHeld } from './capture.ts';
import { ownIntent, readClientSecret } from './client-secret.ts';
import { readConfirmOptions, refuseConfirmOptions } from './confirm-options.ts';
import { confirm, dropPendingCharge } from './confirm.ts';
import { existingIntent, unexpectedState } from './existing-intent.ts';
import {
  paymentIntentOf,
  readNewPaymentIntent,
  readThreeDSecure,
  withThreeDSecure,
} from './payment-intent.ts';
import { optionsOf, payerOf, readPaymentSource, withTokenOf } from './payment-source.ts';
import { searchPaymentIntents } from './search.ts';
import { update } from './update.ts';

const url = '/v1/payment_intents';
const unconfirmable: readonly string[] = ['canceled', 'processing', 'requires_capture'];

function create(params: Params): (scope: Scope) => Answer {
  const asked = readNewPaymentIntent(params);
  const source = readPaymentSource(params);
  readMandate(params);
  const mustConfirm = params.flag('confirm') ?? false;
  if (!mustConfirm) refuseConfirmOptions(params);
  const options = readConfirmOptions(params);
  return (scope) => {
    const payer = payerOf(scope, source);
    const { method, token } = payer;
    if (mustConfirm && method === undefined) throw missingPaymentMethod();
    const intent = withTokenOf(paymentIntentOf(asked, method?.id ?? null, scope), payer);
    if (token !== undefined) useToken(scope, token, intent.id);
    scope.ledger.paymentIntents.insert(intent, scope);
    scope.ledger.indexMetadata(intent);
    recordEvent(scope, 'payment_intent.created', intent);
    if (!mustConfirm || method === undefined) return ok(intent);
    return confirm(scope, intent, method, optionsOf(options, payer));
  };
}

function confirmExisting(params: Params, id: string, key: KeyKind): (scope: Scope) => Answer {
  const source = readPaymentSource(params);
  readMandate(params);
  const secret = readClientSecret(params, key);
  const options = readConfirmOptions(params);
  const threeDSecure = readThreeDSecure(params);
  return (scope) => {
    const intent = ownIntent(scope, id, secret);
    if (intent.status === 'succeeded') {
      const message =
        'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';
      throw unexpectedState(message, intent);
    }
    if (unconfirmable.includes(intent.status)) {
      const message = `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`;
      throw unexpectedState(message, intent);
    }
    const attached = typeof intent.payment_method === 'string' ? intent.payment_method : undefined;
    const payer = payerOf(scope, source, attached);
    const { method, token } = payer;
    if (method === undefined) throw missingPaymentMethod(intent);
    if (token !== undefined) useToken(scope, token, id);
    const asked = withTokenOf(withThreeDSecure(intent, threeDSecure), payer);
    return confirm(scope, asked, method, optionsOf(options, payer));
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

function retrieve(params: Params, id: string, key: KeyKind): (scope: Scope) => Answer {
  const secret = readClientSecret(params, key);
  return (scope) => ok(ownIntent(scope, id, secret));
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
  { method: 'GET', url: `${url}/:id`, keys: 'any', prepare: retrieve },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'POST', url: `${url}/:id/confirm`, keys: 'any', prepare: confirmExisting },
  { method: 'POST', url: `${url}/:id/cancel`, prepare: cancel },
  { method: 'POST', url: `${url}/:id/capture`, prepare: capture },
];
