/** What a finished attempt says about the dependency's health. `ignore` says nothing, and releases a probe undecided. */
export type BreakerSignal = 'success' | 'failure' | 'ignore';

/**
 * How an attempt, or the refusal to make one, ended: the fixed words of errors, metrics and reports.
 * `final_response`: with an answer that is final, a 4xx too. `one_operation`: with one that leaves this operation open and says nothing of
 * others. `unclassified`: an error that no rule knows. `internal_error`: our own code threw.
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

/** How far a call got: `not_sent` did nothing for sure, `final_response` has an answer, `unknown` may have had its effect. */
export type CallExecution = 'not_sent' | 'responded' | 'unknown';

/** What one finished attempt means to the retry, the breaker and the chain: decided once, by one classifier. */
export interface AttemptOutcome {
  readonly cause: Cause;
  readonly breakerSignal: BreakerSignal;
  /** `if_replayable`: only when repeating cannot have a second effect. `always`: it was provably never sent. */
  readonly retry: 'never' | 'if_replayable' | 'always';
  readonly mayServeStale: boolean;
  readonly execution: CallExecution;
  /** How long the other side asks to wait before this call is repeated, ms. */
  readonly retryAfterMs?: number | undefined;
  /** Whether `retryAfterMs` is meant for every caller, not only for this call. */
  readonly pausesCalls?: boolean;
}

/** How an attempt settled. */
export type Settled<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly error: unknown };

/**
 * Reads an outcome off what an attempt brought. If it throws, a value is returned as it is, counted as `internal_error` and ignored by the
 * breaker; an error is read by `classifyError`.
 */
export type Classify<T> = (settled: Settled<T>) => AttemptOutcome;
