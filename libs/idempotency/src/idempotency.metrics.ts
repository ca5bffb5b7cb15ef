import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from '@prometheus-io/client';

// Operation names come from code, all other labels from fixed sets: no request can create a new series.
const registers = [metrics];

/**
 * `result`: ran, failed (an error of the operation), replay, in_flight (409), reused (422), expired (412),
 * from_future (400), in_review (503).
 */
export const claims = new Counter({
  name: 'idempotency_claims_total',
  help: 'Requests with an idempotency key, by operation and result.',
  labelNames: ['operation', 'result'] as const,
  registers,
});

/** `result`: done, parked, unknown, review, lost (another process took the key over). */
export const runs = new Counter({
  name: 'idempotency_runs_total',
  help: 'Runs of operations, by result.',
  labelNames: ['operation', 'result'] as const,
  registers,
});

/** Counts takeovers by requests and by completers. */
export const takeovers = new Counter({
  name: 'idempotency_takeovers_total',
  help: 'Operations taken over from an owner that crashed or was too slow.',
  labelNames: ['operation'] as const,
  registers,
});

/** After four failures in a row, other processes take over the operations of this one. */
export const unrenewedLeases = new Counter({
  name: 'idempotency_lease_renewals_failed_total',
  help: 'Failed lease renewals of the process.',
  registers,
});

/** The age at which a running key counts as stuck. */
export const keyLease = new Gauge({
  name: 'idempotency_key_lease_seconds',
  help: 'How long a run of an operation may last before it is taken over.',
  registers,
});

/** Every process of a service reports the same table: take the maximum, not the sum. */
export const unfinishedKeys = new Gauge({
  name: 'idempotency_unfinished_keys',
  help: 'Keys without a response in the table of the service, by state: running, parked, unknown, waiting (in progress at the remote party), review.',
  labelNames: ['state'] as const,
  registers,
});

/**
 * Counts from the request, not from the change of state: this is how long a customer has been waiting. A
 * running key is also one whose outcome is being rechecked, so it counts from the end of its lease.
 */
export const oldestUnfinished = new Gauge({
  name: 'idempotency_oldest_unfinished_seconds',
  help: 'Age of the oldest key without a response in the table of the service, by state; for running, time since its lease ended; 0 if there is none.',
  labelNames: ['state'] as const,
  registers,
});

const requestsOfProcess = new Gauge({
  name: 'idempotency_process_requests',
  help: 'Requests with a key in this process, by state: active (the one that works on its key), waiting (for the result of another).',
  labelNames: ['state'] as const,
  registers,
});

/** Back to 0 when no request is in progress. */
export const activeRequests = requestsOfProcess.labels({ state: 'active' });
/** Back to 0 when no request is in progress. */
export const waitingRequests = requestsOfProcess.labels({ state: 'waiting' });

export const reaped = new Counter({
  name: 'idempotency_keys_reaped_total',
  help: 'Finished keys deleted after their retention.',
  registers,
});
