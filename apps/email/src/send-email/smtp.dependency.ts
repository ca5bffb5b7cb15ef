import { type DependencyOptions } from '@holdfast/resilience';

/** 10: what a process takes off the queue at a time, and as many again off the ledger (guess). */
export const emailConcurrency = 10;

export const smtpDependency = (attemptMs: number): DependencyOptions => ({
  name: 'smtp',
  attemptTimeoutMs: attemptMs,
  deadlineMs: attemptMs,
  // The ledger repeats what fails; here it could be sent twice behind the ledger's back.
  attempts: 1,
  bulkhead: { limit: 2 * emailConcurrency },
  // A mail that comes half a minute after its server is no complaint (guess). All calls are mails: a probe has no read to wait for.
  breaker: { openCapMs: 30_000, probeWithWritesAfterMs: 0 },
  usersSee: {
    closed: 'Receipts and other mails are sent within seconds.',
    open: 'Orders and charges are as usual. Receipts and other mails come later: they are kept and sent once the mail server is back.',
    half_open: 'One mail at a time is sent as a test. All others wait until it succeeds.',
  },
});
