import { type Clock } from '../clock.ts';

/** 60 s: a longer wish is forgotten, so that a wrong one cannot silence a dependency for good (guess). */
const longestMs = 60_000;

/** Remembers that a dependency asked to be left alone, for all callers of this process. */
export class RetryAfterPause {
  private until = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Leaves it alone for `ms`, at most 60 s; never shortens what was asked before. Returns for how long from now. */
  start(ms: number): number {
    const forMs = Math.min(ms, longestMs);
    this.until = Math.max(this.until, this.clock.now() + forMs);
    return forMs;
  }

  /** How long to leave it alone still, ms; 0 when it may be called. */
  get remainingMs(): number {
    return this.until === -Infinity ? 0 : Math.max(0, this.until - this.clock.now());
  }
}
