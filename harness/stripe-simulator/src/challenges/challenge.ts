import { type Stripe } from 'stripe';

export type ChallengeAnswer = 'confirm' | 'refuse';

/** A bank's question to its customer. It is open while its intent waits for it and has no newer one. */
export interface Challenge {
  readonly id: string;
  readonly object: 'challenge';
  readonly created: number;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly return_url: string | null;
  readonly answer: ChallengeAnswer | null;
}

export function challengePath({ id, payment_intent: intent }: Challenge): string {
  return `/3d_secure/${intent}?attempt=${id}`;
}

/** `use_stripe_sdk` is for a page with Stripe.js; without script, the browser is redirected. */
export function nextActionOf(challenge: Challenge, url: string): Stripe.PaymentIntent.NextAction {
  if (challenge.return_url !== null) {
    return { redirect_to_url: { return_url: challenge.return_url, url }, type: 'redirect_to_url' };
  }
  const sdk = { source: challenge.id, stripe_js: url, type: 'three_d_secure_redirect' };
  return { type: 'use_stripe_sdk', use_stripe_sdk: sdk };
}
