/** The signal of an attempt to the breaker. `ignore` does not count, and releases a probe undecided. */
export type BreakerSignal = 'success' | 'failure' | 'ignore';

/**
 * Why an attempt ended, or was not made; used in errors, metrics and reports.
 * - `final_response`: a response that settles the request, including most 4xx.
 * - `one_operation`: a response about this operation only, which leaves it open.
 * - `unclassified`: an error that no rule covers.
 * - `internal_error`: our own code threw.
 */
export const causes = [
  'final_response',
  'one_operation',
  'server_error',
  'unavailable',
  'throttled',
  'request_timeout',
  'connect_failed',
  'connection_lost',
  'timeout',
  'deadline',
  'canceled',
  'breaker_open',
  'bulkhead_full',
  'retry_after_pause',
  'shutting_down',
  'unclassified',
  'internal_error',
] as const;
export type Cause = (typeof causes)[number];

/**
 * How far a call got: `not_sent` definitely had no effect, `responded` got a response, `unknown` may have had
 * its effect.
 */
export type CallExecution = 'not_sent' | 'responded' | 'unknown';

/** The meaning of one attempt for retries, breaker and fallbacks, decided once by one classifier. */
export interface AttemptOutcome {
  readonly cause: Cause;
  readonly breakerSignal: BreakerSignal;
  /** `if_replayable`: only if a repeat cannot have a second effect. `always`: it was provably never sent. */
  readonly retry: 'never' | 'if_replayable' | 'always';
  readonly mayServeStale: boolean;
  readonly execution: CallExecution;
  /** How long the dependency asked to wait before this call is repeated, ms. */
  readonly retryAfterMs?: number | undefined;
  /** True if `retryAfterMs` applies to all callers, not only to this call. */
  readonly pausesCalls?: boolean;
}

/** The settled value or error of an attempt. */
export type Settled<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly error: unknown };

/**
 * Classifies a settled attempt. If it throws, a value is returned unchanged with the cause `internal_error`
 * and ignored by the breaker, and an error is classified by `classifyError`.
 */
export type Classify<T> = (settled: Settled<T>) => AttemptOutcome;
