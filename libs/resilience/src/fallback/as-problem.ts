import { edgeErrors, Problem, remainingMs } from '@holdfast/service-defaults';
import { type Random } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';

/** What the other side decided, and bugs of ours, do not become better by waiting. */
const notForWaiting: ReadonlySet<Cause> = new Set(['final_response', 'internal_error']);

/** Up to a tenth more, so that those who were told the same do not come back together. */
const jitter = 0.1;

/** 25 ms: with less left, whatever the call failed with, it was the client's time that was over (20 ms are kept for the answer). */
const asGoodAsOverMs = 25;

/**
 * What a client is told when nothing is left on a chain: 504 when its own deadline ran out, else 503, both with `Retry-After` (at least
 * 1 s). It names no neighbour. Errors that are not about availability are returned as they are.
 */
export function asProblem(error: unknown, random: Random = Math.random): unknown {
  if (!(error instanceof DependencyError) || notForWaiting.has(error.reason)) return error;
  const waitSeconds = ((error.retryAfterMs ?? 0) / 1_000) * (1 + jitter * random());
  const options = { retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)), cause: error };
  return error.reason === 'deadline' || remainingMs() < asGoodAsOverMs
    ? new Problem(
        edgeErrors.deadlineExceeded,
        'The time you gave ran out before the answer was there.',
        options,
      )
    : new Problem(
        edgeErrors.serviceUnavailable,
        'Something that this answer needs cannot be reached just now.',
        options,
      );
}
