import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

const nothing = 'Nothing: only background reconciliation uses this.';

/**
 * Reading Stripe's ledger is kept apart from charging: its failures do not open the breaker of the customers, a limit that it hits does not
 * cool their calls down, and its retries are not paid from their budget. It has no breaker: it asks one page at a time, stops at the first
 * failure, and comes back minutes later.
 */
export function stripeLedgerDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe-ledger',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    // Two: the run of the schedule and that of a person (guess).
    bulkhead: { limit: 2 },
    breaker: false,
    usersSee: { closed: nothing, open: nothing, half_open: nothing },
  };
}
