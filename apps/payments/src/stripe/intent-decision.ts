import type Stripe from 'stripe';
import { type ProviderWord } from '../payment/provider-word.ts';

/** The meaning of an intent for its charge. Responses, read-backs and webhooks are all decided here. */
export type IntentDecision =
  | { readonly kind: 'succeeded' }
  /** This intent has failed. */
  | { readonly kind: 'declined'; readonly word: ProviderWord }
  /** It was canceled, and not for want of a confirmation: in Stripe's dashboard, for example. */
  | { readonly kind: 'refused'; readonly word: ProviderWord }
  /** The customer's bank is transferring the money, which takes hours or days. */
  | { readonly kind: 'on_its_way' }
  /** The bank wants a confirmation, which the customer gives on this page. */
  | { readonly kind: 'requires_action'; readonly url: string }
  /** It makes no progress until we make this call. */
  | { readonly kind: 'unfinished'; readonly next: NextCall }
  | { readonly kind: 'undecided' };

/**
 * `cancel`: it waits for an action of the customer that we cannot offer. Once canceled, the intent can never
 * succeed later.
 */
export type NextCall = 'confirm' | 'capture' | 'cancel';

/** The SDK's statuses without its catch-all, so that a new one does not compile until it is decided here. */
export type Known<Status> = Status extends string ? (string extends Status ? never : Status) : never;
type IntentStatus = Known<Stripe.PaymentIntent.Status>;

/** Cancellation reason for an intent that waited for its customer. */
export const givenUp = 'abandoned' satisfies Stripe.PaymentIntentCancelParams.CancellationReason;

export function decideIntent(intent: Stripe.PaymentIntent): IntentDecision {
  const status = intent.status as IntentStatus;
  switch (status) {
    case 'succeeded':
      return { kind: 'succeeded' };
    case 'processing':
      return { kind: 'on_its_way' };
    case 'requires_confirmation':
      return { kind: 'unfinished', next: 'confirm' };
    case 'requires_capture':
      return { kind: 'unfinished', next: 'capture' };
    case 'requires_action':
      return wantsAnAction(intent);
    case 'canceled':
      return wasCanceled(intent);
    case 'requires_payment_method':
      return wantsAnotherMethod(intent);
  }
  status satisfies never;
  return { kind: 'undecided' };
}

/** A page that leads back to the shop. Other actions need Stripe's script or a bank statement. */
function wantsAnAction({ next_action: action }: Stripe.PaymentIntent): IntentDecision {
  const { url, return_url: back } = action?.redirect_to_url ?? {};
  return typeof url === 'string' && typeof back === 'string'
    ? { kind: 'requires_action', url }
    : { kind: 'unfinished', next: 'cancel' };
}

/** Without an error, nothing was attempted yet, and our own call may still be in progress. */
function wantsAnotherMethod({ last_payment_error: failure }: Stripe.PaymentIntent): IntentDecision {
  if (failure === null) return { kind: 'undecided' };
  const code = failure.decline_code || failure.code || failure.type;
  return { kind: 'declined', word: { code, adviceCode: failure.advice_code ?? null, requestId: null } };
}

/** A decline before the cancellation remains the reason. */
function wasCanceled(intent: Stripe.PaymentIntent): IntentDecision {
  const word = { adviceCode: null, requestId: null };
  if (intent.cancellation_reason === givenUp) return { kind: 'declined', word: { ...word, code: givenUp } };
  return intent.last_payment_error === null
    ? { kind: 'refused', word: { ...word, code: 'canceled' } }
    : wantsAnotherMethod(intent);
}
