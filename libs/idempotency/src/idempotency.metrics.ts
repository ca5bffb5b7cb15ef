import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from 'prom-client';

// Names of operations come from code, and all other labels from a fixed set: no request can make a new series.
const registers = [metrics];

/**
 * What became of requests with a key. `result`: ran, failed (with an error of its own), replay, busy (409), mismatch (422),
 * expired (412), early (400), review (503).
 */
export const claims = new Counter({
  name: 'idempotency_claims_total',
  help: 'Requests with an idempotency key, by operation and by what the key said.',
  labelNames: ['operation', 'result'] as const,
  registers,
});

/** How runs of operations ended. `result`: done, parked, unknown, review, lost (a successor took the key). */
export const runs = new Counter({
  name: 'idempotency_runs_total',
  help: 'Runs of operations, by how they ended.',
  labelNames: ['operation', 'result'] as const,
  registers,
});

/** Operations that were taken over because their owner died, or outlived its lease: by a request or by a completer. */
export const takeovers = new Counter({
  name: 'idempotency_takeovers_total',
  help: 'Operations taken over from an owner that died or was too slow.',
  labelNames: ['operation'] as const,
  registers,
});

/** Four in a row, and others take over what this process owns. */
export const unrenewedLeases = new Counter({
  name: 'idempotency_lease_renewals_failed_total',
  help: 'Renewals of the lease of this process that failed.',
  registers,
});

/** How long one run of an operation may last before others take it over: what "too old" means for a running key. */
export const keyLease = new Gauge({
  name: 'idempotency_key_lease_seconds',
  help: 'How long a run of an operation may last before it is taken over.',
  registers,
});

/** Of the service's table, so every process of it tells the same: take the maximum, not the sum. */
export const unfinishedKeys = new Gauge({
  name: 'idempotency_unfinished_keys',
  help: 'Keys without an answer in the table of the service, by state: running, parked, unknown, waiting (the other side works on it), review.',
  labelNames: ['state'] as const,
  registers,
});

/** Since the request came, not since the state began: an operation's customer has waited for so long. */
export const oldestUnfinished = new Gauge({
  name: 'idempotency_oldest_unfinished_seconds',
  help: 'Age of the oldest key without an answer in the table of the service, by state; 0 when there is none.',
  labelNames: ['state'] as const,
  registers,
});

export const reaped = new Counter({
  name: 'idempotency_keys_reaped_total',
  help: 'Finished keys dropped after their retention.',
  registers,
});

/** Only where keys are partitioned by day. */
export const strayKeys = new Gauge({
  name: 'idempotency_default_partition_keys',
  help: 'Keys that lie in no day, counted up to 10,000: more than 0 means that the partitions of the next days are not made.',
  registers,
});

/** Only where keys are partitioned by day. */
export const droppedDays = new Counter({
  name: 'idempotency_days_dropped_total',
  help: 'Partitions of keys dropped after their retention.',
  registers,
});

/** Only where keys are partitioned by day. */
export const carriedKeys = new Counter({
  name: 'idempotency_keys_carried_forward_total',
  help: 'Keys moved to the present day before theirs was dropped: unfinished, or finished late.',
  registers,
});
