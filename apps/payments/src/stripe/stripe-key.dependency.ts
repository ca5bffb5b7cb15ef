import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

const nothing = 'Nothing: this only checks that Stripe accepts our key.';

/** Separate from charging and from the ledger: one call every few minutes, without retries. */
export function stripeKeyDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe-key',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    attempts: 1,
    bulkhead: { limit: 1 },
    breaker: false,
    usersSee: { closed: nothing, open: nothing, half_open: nothing },
  };
}
