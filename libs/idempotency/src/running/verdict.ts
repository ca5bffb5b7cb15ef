import { Problem } from '@holdfast/service-defaults';
import { idempotencyErrors } from '../idempotency.errors.ts';
import { type Answer } from '../operation/answer.ts';

/** What a request with a key comes to. */
export type Verdict =
  | { readonly kind: 'done'; readonly answer: Answer }
  /** Not stored: the outcome is not known yet. */
  | { readonly kind: 'interim'; readonly answer: Answer }
  /** `isRecalled`: the stored answer was forgotten, this one tells how things stand now. */
  | { readonly kind: 'replay'; readonly answer: Answer; readonly isRecalled?: true }
  | { readonly kind: Refusal };

export type Refusal = 'busy' | 'mismatch' | 'expired' | 'early' | 'review';

export function refusal(kind: Refusal): Problem {
  switch (kind) {
    case 'busy':
      return new Problem(
        idempotencyErrors.inFlight,
        'Send the same request again in a moment to get its answer.',
        {
          retryAfterSeconds: 1,
        },
      );
    case 'mismatch':
      return new Problem(
        idempotencyErrors.keyReused,
        'This key belongs to another request. Make a new key for a new operation.',
      );
    case 'expired':
      return new Problem(
        idempotencyErrors.keyExpired,
        'This key is too old to be recognised for sure. Find out what became of its operation before you make a new one.',
      );
    case 'early':
      return new Problem(idempotencyErrors.keyMalformed, 'The time in this UUIDv7 key lies in the future.');
    case 'review':
      return new Problem(
        idempotencyErrors.inReview,
        'It could not be found out by itself what became of this operation. A person is asked; nothing runs again until then.',
        { retryAfterSeconds: 3_600 },
      );
  }
}
