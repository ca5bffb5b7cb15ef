import { type absent, undecided } from '@holdfast/idempotency';
import type Stripe from 'stripe';
import { type PaymentOutcome } from '../payment/payment.ts';
import { decideIntent, givenUp, type IntentDecision, type NextCall } from './intent-decision.ts';

/** An intent that Stripe continues on its own, for hours or days. */
export interface OnItsWay {
  readonly kind: 'on_its_way';
  readonly providerPaymentId: string;
}

/** An intent that continues once the customer confirms it on the bank's page. */
export interface RequiresAction {
  readonly kind: 'requires_action';
  readonly providerPaymentId: string;
  readonly url: string;
}

export type ChargeState = PaymentOutcome | OnItsWay | RequiresAction | typeof undecided;
export type FoundCharge = ChargeState | typeof absent;

/** 3 calls: after a confirmation, an intent may need to be captured; more steps are not expected. */
const mostCalls = 3;

/** The parameters of the calls that continue an intent. */
export interface Continuation {
  /** That of the charge. */
  readonly key: string;
  readonly returnUrl: string | undefined;
}

/**
 * 10 min: Stripe stores a 500 under its key for a day, which must not block the payment for that long. Under
 * another key, the state of the intent prevents a second effect.
 */
const keyMs = 600_000;

export const keyForNow = (key: string): string => `${key}-${Math.floor(Date.now() / keyMs)}`;

/** Drives an intent to a state that does not depend on us. */
export async function seeThrough(
  stripe: Stripe,
  first: Stripe.PaymentIntent,
  continuation: Continuation,
): Promise<ChargeState> {
  let intent = first;
  for (let calls = 0; calls <= mostCalls; calls += 1) {
    const decision = decideIntent(intent);
    if (decision.kind !== 'unfinished') return stateOf(intent.id, decision);
    intent = await callNext(stripe, intent.id, decision.next, continuation);
  }
  return undecided;
}

/** Undefined while the intent goes on, or as long as it is not clear how it ended. */
export function endIn(state: ChargeState): PaymentOutcome | undefined {
  if (state === undecided || state.kind === 'on_its_way' || state.kind === 'requires_action')
    return undefined;
  return state;
}

export function stateOf(providerPaymentId: string, decision: IntentDecision): ChargeState {
  switch (decision.kind) {
    case 'succeeded':
    case 'on_its_way':
      return { kind: decision.kind, providerPaymentId };
    case 'requires_action':
      return { kind: 'requires_action', providerPaymentId, url: decision.url };
    case 'declined':
      return { kind: 'declined', providerPaymentId, word: decision.word };
    case 'refused':
      return { kind: 'refused', providerPaymentId, word: decision.word };
    case 'unfinished':
    case 'undecided':
      return undecided;
  }
}

async function callNext(
  stripe: Stripe,
  id: string,
  next: NextCall,
  { key, returnUrl }: Continuation,
): Promise<Stripe.PaymentIntent> {
  const options = { idempotencyKey: keyForNow(`${key}-${next}`) };
  const payments = stripe.paymentIntents;
  switch (next) {
    case 'confirm': {
      const params = returnUrl === undefined ? {} : { return_url: returnUrl };
      return unlessTooLate(stripe, id, payments.confirm(id, params, options));
    }
    case 'capture':
      return unlessTooLate(stripe, id, payments.capture(id, {}, options));
    case 'cancel':
      return cancel(stripe, id, options.idempotencyKey);
  }
}

/** Cancels an intent that waits for its customer, or reads it if it is too late for that. */
export function cancel(stripe: Stripe, id: string, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
  const params = { cancellation_reason: givenUp } as const;
  return unlessTooLate(stripe, id, stripe.paymentIntents.cancel(id, params, { idempotencyKey }));
}

/** The intent may have changed before the call, and may even have been paid. Its current state decides. */
async function unlessTooLate(
  stripe: Stripe,
  id: string,
  call: Promise<Stripe.PaymentIntent>,
): Promise<Stripe.PaymentIntent> {
  try {
    return await call;
  } catch (error) {
    if (wasTooLate(error)) return stripe.paymentIntents.retrieve(id);
    throw error;
  }
}

/** A card declined at confirmation is also recorded in the intent. */
function wasTooLate(error: unknown): boolean {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown };
  return type === 'StripeCardError' || code === 'payment_intent_unexpected_state';
}
