/** Deadlines shrink from the outside in: checkout waits for payments, payments for Stripe. */
const checkout = {
  PAYMENTS_ATTEMPT_TIMEOUT_MS: '2000',
  PAYMENTS_DEADLINE_MS: '2500',
  KEY_LEASE_MS: '3000',
  KEY_ABSENCE_GRACE_MS: '4000',
  // On two cores, a read of Redis waits for more than 50 ms while other stacks start.
  CACHE_TIMEOUT_MS: '250',
  // Thousands of orders come from one address; the limits have their own scenarios.
  LIMIT_DECLINES_PER_ADDRESS_HOUR: '1000000',
};
const payments = {
  STRIPE_TIMEOUT_MS: '1200',
  STRIPE_DEADLINE_MS: '1500',
  KEY_LEASE_MS: '5000',
  KEY_ABSENCE_GRACE_MS: '3000',
  // Off: faults would hit its background calls instead of customer requests. Its own scenario turns it on.
  STRIPE_CHECK_INTERVAL_MS: '0',
  STRIPE_REFUSAL_GRACE_MS: '2000',
  // 3 s to confirm with the bank.
  ACTION_TTL_MINUTES: '0.05',
  ACTION_RECHECK_MS: '2000',
};
const email = {
  EMAIL_POLL_MS: '500',
  EMAIL_LEASE_MS: '3000',
  EMAIL_RETRY_CAP_MS: '1000',
  EMAIL_DEFERRED_MS: '100',
  EMAIL_DEFERRED_CAP_MS: '1000',
  SMTP_ATTEMPT_TIMEOUT_MS: '1500',
  SMTP_SILENCE_TIMEOUT_MS: '1200',
};
const ofAll = {
  // Everything runs on two cores, where slowness is not overload; overload has its own scenarios.
  MAX_EVENT_LOOP_DELAY_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '2000',
  KEY_OWNER_RENEW_MS: '220',
  KEY_OWNER_LEASE_MS: '700',
  KEY_COMPLETE_INTERVAL_MS: '500',
  KEY_RECHECK_MS: '100',
  KEY_RECHECK_CAP_MS: '1000',
  KEY_SLOW_RECHECK_MS: '1000',
  RELAY_LEASE_MS: '3000',
  // Commits wake relays. With polls every 500 ms, four idle stacks took half of two cores.
  RELAY_POLL_MS: '1000',
  QUEUE_CONNECT_TIMEOUT_MS: '500',
  QUEUE_ANSWER_TIMEOUT_MS: '1000',
  // 3 s: a message with 20 attempts outlives an outage of 20 s.
  QUEUE_RETRY_CAP_MS: '3000',
  JOB_LOCK_MS: '2000',
  BREAKER_OPEN_MS: '500',
  BREAKER_OPEN_CAP_MS: '1000',
  BREAKER_CONSECUTIVE_SPAN_MS: '200',
  // Each of its repairs is judged: it may make only those that a scenario leaves to it.
  RECONCILE_INTERVAL_MS: '2000',
  // Longer than any call or lease, so that reconciliation leaves operations alone that still settle normally.
  RECONCILE_MIN_AGE_MS: '6000',
  RECONCILE_LEASE_MS: '3000',
  // Scenarios before this one were compared when they were over.
  RECONCILE_OVERLAP_MS: '60000',
};

/**
 * An `environment` for `StackSettings` with short timings in the proportions of the defaults: crashes and
 * outages are detected and repaired within seconds. A call held back for longer than `KEY_ABSENCE_GRACE_MS`
 * breaks those proportions.
 */
export const fastTimings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': ofAll,
  checkout,
  payments,
  email,
  // Longer than payments may take for a webhook.
  'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '200', WEBHOOK_TIMEOUT_MS: '3000', WEBHOOK_RETRY_MS: '250' },
};
