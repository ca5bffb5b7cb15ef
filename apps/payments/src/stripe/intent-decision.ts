import type Stripe from 'stripe';
import { type ProviderWord } from '../payment/provider-word.ts';

/** What an intent of Stripe's says of its charge: the response to a charge, what is read back, and webhooks are all read here. */
export type IntentDecision =
  | { readonly kind: 'succeeded' }
  /** This intent has come to nothing. */
  | { readonly kind: 'declined'; readonly word: ProviderWord }
  /** The customer's bank moves the money, which takes hours or days. */
  | { readonly kind: 'on_its_way' }
  /** It stays where it is until we ask for more. */
  | { readonly kind: 'unfinished'; readonly next: NextCall }
  | { readonly kind: 'undecided' };

/** `cancel`: the bank wants the customer's confirmation, which we cannot ask for. Canceled, it can never succeed behind our back. */
export type NextCall = 'confirm' | 'capture' | 'cancel';

/** The statuses that the SDK names: without its catch-all, so that a new one does not compile until it is decided here. */
type Known<Status> = Status extends string ? (string extends Status ? never : Status) : never;
type IntentStatus = Known<Stripe.PaymentIntent.Status>;

/** An intent that we gave up because it waited for its customer is canceled with this reason. */
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
      return { kind: 'unfinished', next: 'cancel' };
    case 'canceled':
      return { kind: 'declined', word: wordOfCanceled(intent) };
    case 'requires_payment_method':
      return wantsAnotherMethod(intent);
  }
  status satisfies never;
  return { kind: 'undecided' };
}

/** Without an error nothing was tried yet, and our own call may still be under way. */
function wantsAnotherMethod({ last_payment_error: failure }: Stripe.PaymentIntent): IntentDecision {
  if (failure === null) return { kind: 'undecided' };
  const code = failure.decline_code || failure.code || failure.type;
  return { kind: 'declined', word: { code, adviceCode: failure.advice_code ?? null, requestId: null } };
}

function wordOfCanceled({ cancellation_reason: reason }: Stripe.PaymentIntent): ProviderWord {
  const code = reason === givenUp ? 'authentication_required' : 'canceled';
  return { code, adviceCode: null, requestId: null };
}
