import { type DependencyOptions } from '@holdfast/resilience';

const nothing = 'Nothing: only background reconciliation uses this.';

/**
 * Kept apart from charging, like payments' own reading of Stripe's ledger: it neither opens the customers' breaker nor uses their budget. It
 * has no breaker: it asks one page at a time, stops at the first failure, and comes back minutes later.
 */
export const paymentsLedgerDependency: DependencyOptions = {
  name: 'payments-ledger',
  // A page of Stripe's ledger is a few calls to Stripe, and 100 repairs at most: as long as a call may take at all.
  attemptTimeoutMs: 30_000,
  deadlineMs: 30_000,
  bulkhead: { limit: 2 },
  breaker: false,
  usersSee: { closed: nothing, open: nothing, half_open: nothing },
};
