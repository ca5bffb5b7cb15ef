import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { docUrl } from '../http/stripe-error.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { end } from '../payment-intents/confirm.ts';
import { declineOf } from '../payment-methods/test-cards.ts';
import { type Challenge, type ChallengeAnswer } from './challenge.ts';

/** The question that an intent waits for; undefined if it waits for none. */
export function openChallengeOf(ledger: Ledger, intent: Stripe.PaymentIntent): Challenge | undefined {
  return intent.status === 'requires_action' ? ledger.latestChallenge(intent.id) : undefined;
}

/**
 * Applies the customer's answer: the charge happens now, or never. Call inside a transaction, after
 * `openChallengeOf` in the same one, so that each challenge has one answer.
 */
export function answerChallenge(
  origin: EventOrigin,
  intent: Stripe.PaymentIntent,
  challenge: Challenge,
  answer: ChallengeAnswer,
): void {
  const { ledger } = origin;
  const method = ledger.paymentMethods.find(challenge.payment_method);
  if (method === undefined) throw new Error(`challenge ${challenge.id} has no PaymentMethod`);
  ledger.challenges.replace({ ...challenge, answer });
  if (answer === 'refuse') refuse(origin, intent, method);
  else if (intent.confirmation_method === 'manual') awaitConfirmation(origin, intent);
  else end(origin, intent, method, declineOf(method.card?.last4 ?? ''), 'challenge');
}

/** The shop's server confirms once more and charges then. Stripe records no event for this. */
function awaitConfirmation({ ledger }: EventOrigin, intent: Stripe.PaymentIntent): void {
  ledger.paymentIntents.replace({ ...intent, next_action: null, status: 'requires_confirmation' });
}

/** As at Stripe, without a charge: the bank was never asked for money. */
function refuse(origin: EventOrigin, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const code = 'payment_intent_authentication_failure';
  const failed: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: {
      code,
      doc_url: docUrl(code),
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
        'PaymentMethod to attempt to fulfill this PaymentIntent again.',
      payment_method: method,
      type: 'invalid_request_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  origin.ledger.paymentIntents.replace(failed);
  recordEvent(origin, 'payment_intent.payment_failed', failed);
}
