import { type DependencyOptions } from '@holdfast/resilience';

/** 10 emails at a time from the queue, and 10 from the ledger, per process. */
export const emailConcurrency = 10;
export const mostAttempts = 2 * emailConcurrency;

export const smtpDependency = (attemptMs: number): DependencyOptions => ({
  name: 'smtp',
  attemptTimeoutMs: attemptMs,
  deadlineMs: attemptMs,
  // The ledger retries. A retry here could send an email twice.
  attempts: 1,
  bulkhead: { limit: mostAttempts },
  // 30 s of extra delay after an outage does not hurt an email. Every call is a write, so probes must not
  // wait for a read.
  breaker: { openCapMs: 30_000, probeWithWritesAfterMs: 0 },
  usersSee: {
    closed: 'Receipts and other emails are sent within seconds.',
    open: 'Orders and charges are unaffected. Emails are stored and sent once the mail server is back.',
    half_open: 'One email at a time is sent as a probe. All others wait until it succeeds.',
  },
});
