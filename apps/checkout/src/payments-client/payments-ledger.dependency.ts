import { type DependencyOptions } from '@holdfast/resilience';

const nothing = 'Nothing: only background reconciliation uses this.';

/**
 * Separate from charging, so that it neither opens that breaker nor uses its retry budget. It needs no
 * breaker itself: it reads one page at a time, stops at the first failure and retries minutes later.
 */
export const paymentsLedgerDependency: DependencyOptions = {
  name: 'payments-ledger',
  // The longest that a call may take: one page can need several Stripe calls and up to 100 repairs.
  attemptTimeoutMs: 30_000,
  deadlineMs: 30_000,
  bulkhead: { limit: 2 },
  breaker: false,
  usersSee: { closed: nothing, open: nothing, half_open: nothing },
};
