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
        'Send the same request again in a moment to get its answer.',
        { retryAfterSeconds: 1 },
      );
    case 'reused':
      return new Problem(
        idempotencyErrors.keyReused,
        'This key belongs to another request. Make a new key for a new operation.',
      );
    case 'expired':
      return new Problem(
        idempotencyErrors.keyExpired,
        'This key is too old to be recognised for sure. Find out what became of its operation before you make a new one.',
      );
    case 'from_future':
      return new Problem(idempotencyErrors.keyMalformed, 'The time in this UUIDv7 key lies in the future.');
    case 'in_review':
      return new Problem(
        idempotencyErrors.inReview,
        'It could not be found out by itself what became of this operation. A person is asked; nothing runs again until then.',
        { retryAfterSeconds: 3_600 },
      );
  }
}
