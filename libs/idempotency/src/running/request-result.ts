import { Problem } from '@holdfast/service-defaults';
import { idempotencyErrors } from '../idempotency.errors.ts';
import { type StoredResponse } from '../operation/stored-response.ts';
import { type KeyRefusal } from '../store/claim.ts';
import { type RunResult } from './driver.ts';

/** The result of a request with a key. */
export type RequestResult =
  | Exclude<RunResult, { readonly kind: 'lost' }>
  /** `isRebuilt`: the stored response has expired; this one shows the current state. */
  | { readonly kind: 'replay'; readonly response: StoredResponse; readonly isRebuilt?: true }
  | { readonly kind: KeyRefusal };

export function keyRefused(kind: KeyRefusal): Problem {
  switch (kind) {
    case 'in_flight':
      return new Problem(
        idempotencyErrors.inFlight,
        'Retry in a moment with the same key to get the response.',
        { retryAfterSeconds: 1 },
      );
    case 'reused':
      return new Problem(
        idempotencyErrors.keyReused,
        'This key was already used for a different request. Use a new key for a new operation.',
      );
    case 'expired':
      return new Problem(
        idempotencyErrors.keyExpired,
        'This key is too old to be checked reliably. Look up the result of the original request before you use a new key.',
      );
    case 'from_future':
      return new Problem(
        idempotencyErrors.keyMalformed,
        'The timestamp in this UUIDv7 key is in the future. Correct the client clock and use a new key.',
      );
    case 'in_review':
      return new Problem(
        idempotencyErrors.inReview,
        'The outcome could not be determined automatically. An operator is reviewing it; nothing will run until they decide.',
        { retryAfterSeconds: 3_600 },
      );
  }
}
