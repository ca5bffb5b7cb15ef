import { type ProblemKind } from '@holdfast/service-defaults';

/** What the idempotency layer refuses, the same on every route that uses it. */
export const idempotencyErrors = {
  keyMissing: { code: 'idempotency_key_missing', status: 400, title: 'An idempotency key is needed' },
  keyMalformed: { code: 'idempotency_key_malformed', status: 400, title: 'The idempotency key is malformed' },
  keyConflict: {
    code: 'idempotency_key_conflict',
    status: 400,
    title: 'Two different idempotency keys were given',
  },
  keyExpired: { code: 'idempotency_key_expired', status: 412, title: 'The idempotency key is too old' },
  inFlight: {
    code: 'idempotency_in_flight',
    status: 409,
    title: 'The first request with this key is still running',
  },
  keyReused: { code: 'idempotency_key_reused', status: 422, title: 'The key was used with another request' },
  inReview: {
    code: 'idempotency_outcome_in_review',
    status: 503,
    title: 'A person has to find out what became of the operation',
  },
} as const satisfies Record<string, ProblemKind>;
