import { DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import {
  type CallExecution,
  type Cause,
  type Classify,
  type AttemptOutcome,
  type Settled,
} from '../outcome/attempt-outcome.ts';

export interface RunOptions<T> {
  /** Whether repeating it has no second effect: reads, and whatever carries an idempotency key. Default false. */
  readonly isReplayable?: boolean;
  /** What an attempt's end means. Default: `classifyError`, to which every value is an answer. */
  readonly classify?: Classify<T>;
  /** Ends the call and its attempt. Leave it out where the outcome is wanted although nobody waits for it. */
  readonly signal?: AbortSignal | undefined;
}

/** What the last attempt of a call brought. */
export interface CallResult<T> {
  readonly value: T;
  readonly attempts: number;
  /** Why a failure was not tried again. */
  readonly retriesSuppressedBy: RetrySuppression | undefined;
}

/** A call on its way: what is known of it so far. Times are on the clock of `Clock.now()`, ms. */
export class Call {
  /** Why each attempt ended, in order. */
  readonly causes: Cause[] = [];
  /** Of all attempts together. */
  execution: CallExecution = 'not_sent';
  private last: AttemptOutcome | undefined;

  constructor(
    readonly startedAt: number,
    readonly deadlineAt: number,
    readonly isReplayable: boolean,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** Attempts that have ended; also the number of the next one. */
  get attempts(): number {
    return this.causes.length;
  }

  note(outcome: AttemptOutcome): void {
    // An earlier attempt that was sent, even one answered with a failure, may have had its effect; only an answer ends the doubt.
    const wasSent = this.execution !== 'not_sent';
    this.execution = wasSent && outcome.execution !== 'responded' ? 'unknown' : outcome.execution;
    this.causes.push(outcome.cause);
    this.last = outcome;
  }

  get lastOutcome(): AttemptOutcome {
    if (this.last === undefined) throw new Error('no attempt has been made');
    return this.last;
  }
}

/** What the last attempt brought: its value. @throws DependencyError when it was an error; a bug as it is. */
export function resultOf<T>(
  dependency: string,
  { attempts, causes, execution, lastOutcome }: Call,
  settled: Settled<T>,
  retriesSuppressedBy: RetrySuppression | undefined,
): CallResult<T> {
  if (settled.kind === 'value') return { value: settled.value, attempts, retriesSuppressedBy };
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
