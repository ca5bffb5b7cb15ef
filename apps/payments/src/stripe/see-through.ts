import { type absent, undecided } from '@holdfast/idempotency';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { decideIntent, givenUp, type IntentDecision, type NextCall } from './intent-decision.ts';

/** An intent that Stripe goes on with by itself, for hours or days. */
export interface OnItsWay {
  readonly kind: 'on_its_way';
  readonly providerPaymentId: string;
}

export type ChargeState = PaymentOutcome | OnItsWay | typeof undecided;
export type FoundCharge = ChargeState | typeof absent;

/** 3: an intent that is confirmed may then want to be captured; more than that is not ours to understand. */
const mostCalls = 3;

/**
 * Where an intent stands. Where it stops until we ask for more, it is asked for: each time under a key derived from `key`, the charge's own,
 * so that whoever repeats it repeats the same call.
 */
export async function seeThrough(
  stripe: Stripe,
  first: Stripe.PaymentIntent,
  key: string,
): Promise<ChargeState> {
  let intent = first;
  for (let calls = 0; calls <= mostCalls; calls += 1) {
    const decision = decideIntent(intent);
    if (decision.kind !== 'unfinished') return stateOf(intent.id, decision);
    intent = await callNext(stripe, intent.id, decision.next, key);
  }
  return undecided;
}

/** What a decision means for the payment. */
export function stateOf(providerPaymentId: string, decision: IntentDecision): ChargeState {
  switch (decision.kind) {
    case 'succeeded':
    case 'on_its_way':
      return { kind: decision.kind, providerPaymentId };
    case 'declined':
      return { kind: 'declined', providerPaymentId, word: decision.word };
    case 'unfinished':
    case 'undecided':
      return undecided;
  }
}

async function callNext(
  stripe: Stripe,
  id: string,
  next: NextCall,
  key: string,
): Promise<Stripe.PaymentIntent> {
  const options = { idempotencyKey: `${key}-${next}` };
  try {
    switch (next) {
      case 'confirm':
        return await stripe.paymentIntents.confirm(id, { error_on_requires_action: true }, options);
      case 'capture':
        return await stripe.paymentIntents.capture(id, {}, options);
      case 'cancel':
        return await stripe.paymentIntents.cancel(id, { cancellation_reason: givenUp }, options);
    }
  } catch (error) {
    // It has moved on meanwhile: it may have been paid while we gave it up. Its own state decides.
    if (wasTooLate(error)) return stripe.paymentIntents.retrieve(id);
    throw error;
  }
}

/** A card that is declined at the confirmation is in the intent as well. */
function wasTooLate(error: unknown): boolean {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown };
  return type === 'StripeCardError' || code === 'payment_intent_unexpected_state';
}
