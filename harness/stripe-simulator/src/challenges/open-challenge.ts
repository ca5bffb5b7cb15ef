import { type Stripe } from 'stripe';
import { recordEvent } from '../events/event.recorder.ts';
import { type Answer, ok, type Scope, seconds } from '../http/endpoint.ts';
import { docUrl, errorBody, type ErrorDetail } from '../http/stripe-error.ts';
import { newId } from '../ledger/object-id.ts';
import { type ConfirmOptions } from '../payment-intents/confirm-options.ts';
import { type Challenge, challengePath, nextActionOf } from './challenge.ts';

/** The bank wants to ask its customer: the payment waits for that, and an earlier question is void. */
export function openChallenge(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { errorOnRequiresAction, returnUrl, useStripeSdk }: ConfirmOptions,
): Answer {
  if (errorOnRequiresAction) return refuseAction(scope, intent, method);
  const { ledger } = scope;
  const challenge: Challenge = {
    id: newId('payatt_3'),
    object: 'challenge',
    created: seconds(scope),
    payment_intent: intent.id,
    payment_method: method.id,
    return_url: useStripeSdk === true ? null : (returnUrl ?? null),
    answer: null,
  };
  ledger.challenges.insert(challenge, scope);
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    next_action: nextActionOf(challenge, ledger.publicUrl + challengePath(challenge)),
    payment_method: method.id,
    status: 'requires_action',
  };
  ledger.paymentIntents.replace(waiting);
  recordEvent(scope, 'payment_intent.requires_action', waiting);
  return ok(waiting);
}

/** The shop has said that it cannot let its customer act: a decline without a charge. */
function refuseAction(scope: Scope, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Answer {
  const code = 'authentication_required';
  const error: ErrorDetail = {
    type: 'card_error',
    code,
    decline_code: 'authentication_not_handled',
    message:
      'This payment required an authentication action to complete, but `error_on_requires_action` was set. When ' +
      "you're ready, you can upgrade your integration to handle actions at " +
      'https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.',
    payment_method: method,
  };
  const failed: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: { ...error, code, doc_url: docUrl(code) },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  scope.ledger.paymentIntents.replace(failed);
  recordEvent(scope, 'payment_intent.payment_failed', failed);
  return {
    status: 402,
    body: errorBody({ ...error, payment_intent: failed }, scope.requestId, scope.at),
  };
}
