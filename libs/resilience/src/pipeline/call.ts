import { DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import {
  type CallExecution,
  type Cause,
  type Classify,
  type AttemptOutcome,
  type Settled,
} from '../outcome/attempt-outcome.ts';

export interface RunOptions<T> {
  /**
   * True if a repeat cannot have a second effect: reads, and calls with an idempotency key. Default false.
   */
  readonly isReplayable?: boolean;
  /**
   * Classifies the end of an attempt. Default: `classifyError`, which treats every value as a final response.
   */
  readonly classify?: Classify<T>;
  /** Cancels the call and its attempt. Omit it if the result matters even after the caller has left. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of the last attempt. */
export interface CallResult<T> {
  readonly value: T;
  readonly attempts: number;
  /**
   * True if an attempt before the last was sent. It may have had its effect, even if the last response says
   * that nothing was done.
   */
  readonly wasSentBefore: boolean;
  /** Why a failed call was not retried. */
  readonly retriesSuppressedBy: RetrySuppression | undefined;
}

/** A call in progress. Times are in ms of `Clock.now()`. */
export class Call {
  /** The cause of each attempt, in order. */
  readonly causes: Cause[] = [];
  /** Covers all attempts. */
  execution: CallExecution = 'not_sent';
  wasSentBefore = false;
  private last: AttemptOutcome | undefined;

  constructor(
    readonly startedAt: number,
    readonly deadlineAt: number,
    readonly isReplayable: boolean,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** Finished attempts; also the number of the next one. */
  get attempts(): number {
    return this.causes.length;
  }

  note(outcome: AttemptOutcome): void {
    // An earlier attempt that was sent may have had its effect, even if a failure came back. Only a response
    // ends the doubt.
    this.wasSentBefore = this.execution !== 'not_sent';
    this.execution = this.wasSentBefore && outcome.execution !== 'responded' ? 'unknown' : outcome.execution;
    this.causes.push(outcome.cause);
    this.last = outcome;
  }

  get lastOutcome(): AttemptOutcome {
    if (this.last === undefined) throw new Error('no attempt has been made');
    return this.last;
  }
}

/**
 * Returns the value of the last attempt. @throws DependencyError if it failed; an internal error unchanged.
 */
export function resultOf<T>(
  dependency: string,
  { attempts, causes, execution, lastOutcome, wasSentBefore }: Call,
  settled: Settled<T>,
  retriesSuppressedBy: RetrySuppression | undefined,
): CallResult<T> {
  if (settled.kind === 'value') return { value: settled.value, attempts, wasSentBefore, retriesSuppressedBy };
  const { cause, mayServeStale, retryAfterMs } = lastOutcome;
  if (cause === 'internal_error') throw settled.error;
  throw new DependencyError(dependency, cause, execution, textOf(settled.error, cause), {
    cause: settled.error,
    attempts: causes,
    mayServeStale,
    retryAfterMs,
    retriesSuppressedBy,
  });
}

/** Node's error for a name with several addresses, all refused, has no message. */
function textOf(error: unknown, cause: Cause): string {
  return error instanceof Error && error.message !== '' ? error.message : cause.replaceAll('_', ' ');
}
