import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

const nothing = 'Nothing: only background reconciliation uses this.';

/**
 * Separate from charging: its failures do not open the breaker of customers' calls, its rate limits do not
 * pause them, and its retries do not use their budget. No breaker: it stops at the first failure and returns
 * minutes later.
 */
export function stripeLedgerDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe-ledger',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    // Two: the scheduled run and one by an operator.
    bulkhead: { limit: 2 },
    breaker: false,
    usersSee: { closed: nothing, open: nothing, half_open: nothing },
  };
}
