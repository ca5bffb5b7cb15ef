import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from 'prom-client';

const registers = [metrics];

/**
 * What became of requests with a key. `verdict`: ran, failed (its own error), replay, busy (409), mismatch (422), expired (412), early (400), review (503).
 */
export const claims = new Counter({
  name: 'idempotency_claims_total',
  help: 'Requests with an idempotency key, by operation and by what the key said.',
  labelNames: ['operation', 'verdict'] as const,
  registers,
});

/** How runs of operations ended. `ending`: done, parked, unknown, review, lost (a successor took the key). */
export const endings = new Counter({
  name: 'idempotency_endings_total',
  help: 'Runs of operations, by how they ended.',
  labelNames: ['operation', 'ending'] as const,
  registers,
});

/** Operations that were taken over because their owner died or stopped renewing its lease, by a request or by the completer. */
export const takeovers = new Counter({
  name: 'idempotency_takeovers_total',
  help: 'Operations taken over from an owner that died.',
  labelNames: ['operation'] as const,
  registers,
});

export const unrenewedLeases = new Counter({
  name: 'idempotency_lease_renewals_failed_total',
  help: 'Renewals of the process lease that failed; four in a row and others take over.',
  registers,
});

export const unfinishedKeys = new Gauge({
  name: 'idempotency_unfinished_keys',
  help: 'Keys without an answer, by state.',
  labelNames: ['state'] as const,
  registers,
});

export const oldestUnfinished = new Gauge({
  name: 'idempotency_oldest_unfinished_seconds',
  help: 'Age of the oldest key without an answer, by state; 0 when there is none.',
  labelNames: ['state'] as const,
  registers,
});

export const reaped = new Counter({
  name: 'idempotency_keys_reaped_total',
  help: 'Finished keys dropped after their retention.',
  registers,
});
