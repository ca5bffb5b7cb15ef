import { type CallExecution, type Cause } from './attempt-outcome.ts';

export interface DependencyErrorOptions extends ErrorOptions {
  /** Why each attempt failed, in order; empty when none was made. */
  readonly attempts?: readonly Cause[];
  readonly mayServeStale?: boolean;
  /** When it makes sense to come back, ms. */
  readonly retryAfterMs?: number | undefined;
  readonly retriesSuppressedBy?: RetrySuppression | undefined;
}

/** Why what failed was not tried again. */
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

/** A call to a dependency that brought no usable answer. `execution` tells whether any of its attempts may have had an effect. */
export class DependencyError extends Error {
  readonly attempts: readonly Cause[];
  /** Whether an older value may stand in: not for what the other side decided, nor for a caller that left. */
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
