import { type CallExecution, type Cause } from './attempt-outcome.ts';

export interface DependencyErrorOptions extends ErrorOptions {
  /** The cause of each failed attempt, in order; empty if none was made. */
  readonly attempts?: readonly Cause[];
  readonly mayServeStale?: boolean;
  /** When to try again, ms. */
  readonly retryAfterMs?: number | undefined;
  readonly retriesSuppressedBy?: RetrySuppression | undefined;
}

/** Why a failed call was not retried. */
export const retrySuppressions = [
  'attempts',
  'budget',
  'deadline',
  'not_replayable',
  'not_retryable',
  'breaker',
  'bulkhead',
  'retry_after_pause',
  'caller',
  'shutting_down',
] as const;
export type RetrySuppression = (typeof retrySuppressions)[number];

/** A call without a usable response. `execution` says whether any attempt may have had an effect. */
export class DependencyError extends Error {
  readonly attempts: readonly Cause[];
  /** False if no older value may stand in: the dependency decided, or the caller left. */
  readonly mayServeStale: boolean;
  readonly retryAfterMs: number | undefined;
  readonly retriesSuppressedBy: RetrySuppression | undefined;

  constructor(
    readonly dependency: string,
    /** How the last attempt ended, or why none was made. */
    readonly reason: Cause,
    readonly execution: CallExecution,
    text: string,
    options: DependencyErrorOptions = {},
  ) {
    super(`${dependency}: ${text}`, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'DependencyError';
    this.attempts = options.attempts ?? [];
    this.mayServeStale = options.mayServeStale ?? true;
    this.retryAfterMs = options.retryAfterMs;
    this.retriesSuppressedBy = options.retriesSuppressedBy;
  }
}
