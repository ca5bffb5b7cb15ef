/** What a finished attempt says about the dependency's health. `ignore` says nothing, and releases a probe undecided. */
export type Verdict = 'success' | 'failure' | 'ignore';

/**
 * How an attempt, or the refusal to make one, ended: the fixed words of errors, metrics and reports.
 * `answered`: with an answer that is final, a 4xx too. `one_operation`: with one that leaves this operation open and says nothing of
 * others. `failed`: an error that no rule knows. `bug`: our own code threw.
 */
export const causes = [
  'answered',
  'one_operation',
  'server_error',
  'unavailable',
  'throttled',
  'request_timeout',
  'connect_failed',
  'connection_lost',
  'timeout',
  'deadline',
  'cancelled',
  'breaker_open',
  'bulkhead_full',
  'cool_down',
  'closed',
  'failed',
  'bug',
] as const;
export type Cause = (typeof causes)[number];

/** How far a call got: `unsent` did nothing for sure, `answered` has an answer, `unknown` may have had its effect. */
export type CallFate = 'unsent' | 'answered' | 'unknown';

/** What one finished attempt means to the retry, the breaker and the chain: decided once, by one classifier. */
export interface Outcome {
  readonly cause: Cause;
  readonly verdict: Verdict;
  /** `if_replayable`: only when repeating cannot have a second effect. `always`: it was provably never sent. */
  readonly retry: 'never' | 'if_replayable' | 'always';
  readonly mayServeStale: boolean;
  readonly fate: CallFate;
  /** How long the other side asks to wait before this call is repeated, ms. */
  readonly retryAfterMs?: number | undefined;
  /** Whether `retryAfterMs` is meant for every caller, not only for this call. */
  readonly coolsDown?: boolean;
}

/** How an attempt settled. */
export type Settled<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly error: unknown };

/**
 * Reads an outcome off what an attempt brought. If it throws, a value is returned as it is, counted as `bug` and ignored by the
 * breaker; an error is read by `classifyError`.
 */
export type Classify<T> = (settled: Settled<T>) => Outcome;
