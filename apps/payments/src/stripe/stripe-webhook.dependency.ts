import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

const nothing = 'Nothing: Stripe redelivers an event whose charge could not be looked up.';

/** Separate from reconciliation: events that arrive together do not keep it from Stripe, nor it them. */
export function stripeWebhookDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe-webhook',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    breaker: false,
    usersSee: { closed: nothing, open: nothing, half_open: nothing },
  };
}
