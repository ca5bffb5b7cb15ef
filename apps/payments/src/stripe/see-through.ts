import { type absent, undecided } from '@holdfast/idempotency';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { decideIntent, givenUp, type IntentDecision, type NextCall } from './intent-decision.ts';

/** An intent that Stripe continues on its own, for hours or days. */
export interface OnItsWay {
  readonly kind: 'on_its_way';
  readonly providerPaymentId: string;
}

export type ChargeState = PaymentOutcome | OnItsWay | typeof undecided;
export type FoundCharge = ChargeState | typeof absent;

/** 3 calls: after a confirmation, an intent may need to be captured; more steps are not expected. */
const mostCalls = 3;

/**
 * Drives an intent to a state that does not depend on us. Each call has a key derived from `key`, that of the
 * charge, so that a repetition is the same call.
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
    // The intent has changed in the meantime and may even have been paid. Its current state decides.
    if (wasTooLate(error)) return stripe.paymentIntents.retrieve(id);
    throw error;
  }
}

/** A card declined at confirmation is also recorded in the intent. */
function wasTooLate(error: unknown): boolean {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown };
  return type === 'StripeCardError' || code === 'payment_intent_unexpected_state';
}
