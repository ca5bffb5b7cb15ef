import { type ProblemKind } from '@holdfast/service-defaults';

/** Refusals of the idempotency layer, the same on every route that uses it. */
export const idempotencyErrors = {
  keyMissing: { code: 'idempotency_key_missing', status: 400, title: 'Idempotency key required' },
  keyMalformed: { code: 'idempotency_key_malformed', status: 400, title: 'Malformed idempotency key' },
  keyConflict: {
    code: 'idempotency_key_conflict',
    status: 400,
    title: 'Conflicting idempotency keys',
  },
  keyExpired: { code: 'idempotency_key_expired', status: 412, title: 'Idempotency key expired' },
  inFlight: {
    code: 'idempotency_in_flight',
    status: 409,
    title: 'Request already in progress',
  },
  keyReused: {
    code: 'idempotency_key_reused',
    status: 422,
    title: 'Idempotency key reused for another request',
  },
  inReview: {
    code: 'idempotency_outcome_in_review',
    status: 503,
    title: 'Operation needs manual review',
  },
} as const satisfies Record<string, ProblemKind>;
