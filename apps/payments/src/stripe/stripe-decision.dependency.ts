import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

const nothing = 'Nothing: only what an operator has recorded is checked with this.';

/**
 * No breaker: an outcome recorded by an operator is applied if Stripe cannot be reached. So Stripe must have
 * been asked.
 */
export function stripeDecisionDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe-decision',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    breaker: false,
    usersSee: { closed: nothing, open: nothing, half_open: nothing },
  };
}
