import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { quantile } from '../../measure/statistics.ts';

/** A stretch of time, on the clock of `performance.now()`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The timed calls and attempts of one client. */
export class Journal {
  /** When the breaker first opened; undefined until then. */
  openedAt: number | undefined;
  private readonly calls: { readonly at: number; readonly ms: number }[] = [];
  private readonly attempts: number[] = [];

  attemptBegan(at: number): void {
    this.attempts.push(at);
  }

  callEnded(at: number, ms: number): void {
    this.calls.push({ at, ms });
  }

  breakerOpened(at: number): void {
    this.openedAt ??= at;
  }

  get attemptsInAll(): number {
    return this.attempts.length;
  }

  /** The number that started in a time span. */
  of({ from, to }: Stretch): { readonly calls: number; readonly attempts: number; readonly p99Ms: number } {
    const isIn = (at: number): boolean => at >= from && at < to;
    const durations = this.calls.filter(({ at }) => isIn(at)).map(({ ms }) => ms);
    return {
      calls: durations.length,
      attempts: this.attempts.filter(isIn).length,
      p99Ms: quantile(Float64Array.from(durations).sort(), 0.99),
    };
  }
}

/** Records every request of undici whose path ends in `word`, until the returned function is called. */
export function noteRequests(word: string, journal: Journal): () => void {
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: { readonly path: string } };
    if (request.path.endsWith(`/${word}`)) journal.attemptBegan(performance.now());
  };
  subscribe('undici:request:create', note);
  return () => void unsubscribe('undici:request:create', note);
}
