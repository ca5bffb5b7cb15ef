import { edgeErrors, Problem, remainingMs } from '@holdfast/service-defaults';
import { type Random } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';

/** Waiting does not help: the remote party decided, or our own code failed. */
const notRetryable: ReadonlySet<Cause> = new Set(['final_response', 'internal_error']);

/** Up to a tenth more, so that clients with the same Retry-After spread out. */
const jitter = 0.1;

/**
 * Milliseconds: with less time left, the client's deadline counts as the cause. 20 ms are reserved for the
 * response.
 */
const negligibleMs = 25;

/**
 * The problem response when a fallback chain has nothing left: 504 if the client's deadline passed, else 503,
 * both with `Retry-After` of at least 1 s. Does not name the dependency. Returns other errors unchanged.
 */
export function asProblem(error: unknown, random: Random = Math.random): unknown {
  if (!(error instanceof DependencyError) || notRetryable.has(error.reason)) return error;
  const waitSeconds = ((error.retryAfterMs ?? 0) / 1_000) * (1 + jitter * random());
  const options = { retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)), cause: error };
  return error.reason === 'deadline' || remainingMs() < negligibleMs
    ? new Problem(edgeErrors.deadlineExceeded, 'The deadline passed before a response was ready.', options)
    : new Problem(edgeErrors.serviceUnavailable, 'A required dependency is unreachable.', options);
}
