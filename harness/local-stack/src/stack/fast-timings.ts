/** Deadlines shrink from the outside in: checkout waits for payments, payments for Stripe. */
const checkout = {
  PAYMENTS_ATTEMPT_TIMEOUT_MS: '2000',
  PAYMENTS_DEADLINE_MS: '2500',
  KEY_LEASE_MS: '3000',
  KEY_ABSENCE_GRACE_MS: '4000',
  // Thousands of orders come from one address; limits have scenarios of their own.
  LIMIT_DECLINES_PER_ADDRESS_HOUR: '1000000',
};
const payments = {
  STRIPE_TIMEOUT_MS: '1200',
  STRIPE_DEADLINE_MS: '1500',
  KEY_LEASE_MS: '5000',
  KEY_ABSENCE_GRACE_MS: '3000',
  // It asks by itself, and what it is answered would be hit instead of customers' requests: a scenario that is about it sets it itself.
  STRIPE_CHECK_INTERVAL_MS: '0',
  STRIPE_REFUSAL_GRACE_MS: '2000',
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
  // Two cores carry everything: being slow is no overload here, and overload has scenarios of its own.
  MAX_EVENT_LOOP_DELAY_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '2000',
  KEY_OWNER_RENEW_MS: '220',
  KEY_OWNER_LEASE_MS: '700',
  KEY_COMPLETE_INTERVAL_MS: '500',
  KEY_RECHECK_MS: '100',
  KEY_RECHECK_CAP_MS: '1000',
  KEY_SLOW_RECHECK_MS: '1000',
  RELAY_LEASE_MS: '3000',
  QUEUE_CONNECT_TIMEOUT_MS: '500',
  QUEUE_ANSWER_TIMEOUT_MS: '1000',
  // A message is tried 20 times: with pauses that grow to 3 s it outlives an outage of 20 s.
  QUEUE_RETRY_CAP_MS: '3000',
  JOB_LOCK_MS: '2000',
  BREAKER_OPEN_MS: '500',
  BREAKER_OPEN_CAP_MS: '1000',
  BREAKER_CONSECUTIVE_SPAN_MS: '200',
  // Reconciliation would read both ledgers in the middle of everything: a scenario that is about it sets it itself.
  RECONCILE_INTERVAL_MS: '0',
  // More than a call or a lease may take: what the usual ways still settle is none of reconciliation's business.
  RECONCILE_MIN_AGE_MS: '6000',
};

/**
 * An `environment` for `StackSettings` in which crashes and outages are noticed and mended within seconds, in the proportions of the
 * defaults. Whoever holds a message of a call back for more than `KEY_ABSENCE_GRACE_MS` breaks what those proportions assume.
 */
export const fastTimings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': ofAll,
  checkout,
  payments,
  email,
  // More than payments may take for a webhook.
  'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '200', WEBHOOK_TIMEOUT_MS: '3000', WEBHOOK_RETRY_MS: '250' },
};
