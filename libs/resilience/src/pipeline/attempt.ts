import { type Clock } from '../clock.ts';
import { AttemptTimeout, CallCanceled } from '../outcome/abort-reasons.ts';
import { type Settled } from '../outcome/attempt-outcome.ts';

/** One try of a call, as its work sees it. */
export class Attempt {
  private controller: AbortController | undefined;
  private reason: Error | undefined;

  constructor(
    /** 0 for the first. */
    readonly number: number,
    /** What this attempt may take, ms. */
    readonly timeoutMs: number,
  ) {}

  /** Aborts when the attempt's time is over or its caller left; never for another attempt. Made when first asked for: it is not free. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.reason !== undefined) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** For the pipeline. */
  abort(reason: Error): void {
    this.reason = reason;
    this.controller?.abort(reason);
  }
}

/** Calls the dependency once. It should end soon after `attempt.signal` aborts: until it does, it fills a place of the bulkhead. */
export type Work<T> = (attempt: Attempt) => Promise<T>;

export interface AttemptDeps {
  readonly clock: Clock;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Called once the work itself has ended, which may be long after its time was over. */
  readonly whenWorkEnds: () => void;
}

/** Runs the work until it ends, its time is over or the caller leaves, whichever is first. Never rejects. */
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
