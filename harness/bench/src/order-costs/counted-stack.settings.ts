/**
 * Polls find the work of crashed processes, and there is none: without them, every message belongs to an
 * order.
 */
export const withoutPolls = (ofServices: Readonly<Record<string, string>>) => ({
  '*': {
    ...ofServices,
    RELAY_POLL_MS: '600000',
    KEY_OWNER_RENEW_MS: '600000',
    KEY_OWNER_LEASE_MS: '1800000',
    RECONCILE_INTERVAL_MS: '0',
  },
  email: { EMAIL_POLL_MS: '60000' },
  payments: { STRIPE_CHECK_INTERVAL_MS: '0' },
});

/**
 * Vacuuming commits too. And a commit waits 2 ms for others before it is flushed, so that fsyncs do not
 * depend on this machine's disk.
 */
export const serverSettings = { autovacuum: 'off', commit_delay: '2000', commit_siblings: '1' };
