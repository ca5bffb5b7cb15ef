import { type Clock } from '../clock.ts';
import { AttemptTimeout, CallCanceled } from '../outcome/abort-reasons.ts';
import { type Settled } from '../outcome/attempt-outcome.ts';

/** One attempt of a call, as its work sees it. */
export class Attempt {
  private controller: AbortController | undefined;
  private reason: Error | undefined;

  constructor(
    /** 0 for the first attempt. */
    readonly number: number,
    /** Time limit of this attempt, ms. */
    readonly timeoutMs: number,
  ) {}

  /**
   * Aborts when this attempt times out or its caller leaves. Created on first access, because it is
   * expensive.
   */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.reason !== undefined) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** Called by the pipeline. */
  abort(reason: Error): void {
    this.reason = reason;
    this.controller?.abort(reason);
  }
}

/**
 * Calls the dependency once. Should end soon after `attempt.signal` aborts: until then, it holds a bulkhead
 * permit.
 */
export type Work<T> = (attempt: Attempt) => Promise<T>;

export interface AttemptDeps {
  readonly clock: Clock;
  /** Signal of the caller. */
  readonly signal: AbortSignal | undefined;
  /** Called when the work itself settles, possibly long after its timeout. */
  readonly whenWorkEnds: () => void;
}

/** Runs the work until it settles, times out or is canceled, whichever comes first. Never rejects. */
export function runAttempt<T>(
  work: Work<T>,
  attempt: Attempt,
  { clock, signal, whenWorkEnds }: AttemptDeps,
): Promise<Settled<T>> {
  return new Promise((resolve) => {
    const stop = (reason: Error): void => {
      settle({ kind: 'error', error: reason });
      attempt.abort(reason);
    };
    const leave = (): void => stop(new CallCanceled(signal?.reason));
    const clearTimer = clock.after(attempt.timeoutMs, () => stop(new AttemptTimeout(attempt.timeoutMs)));
    const settle = (settled: Settled<T>): void => {
      clearTimer();
      signal?.removeEventListener('abort', leave);
      resolve(settled);
    };
    signal?.addEventListener('abort', leave, { once: true });
    // Work that throws before its first await fails like any other.
    new Promise<T>((begin) => begin(work(attempt))).then(
      (value) => {
        whenWorkEnds();
        settle({ kind: 'value', value });
      },
      (error: unknown) => {
        whenWorkEnds();
        settle({ kind: 'error', error });
      },
    );
  });
}
