import { type Clock } from '../clock.ts';

/** 60 s: longer requests are cut, so that a wrong header cannot disable a dependency for good. */
const longestMs = 60_000;

/** Remembers the Retry-After of a dependency, for all callers in this process. */
export class RetryAfterPause {
  private until = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Pauses calls for `ms`, at most 60 s; never shortens an earlier pause. Returns the pause from now, ms. */
  start(ms: number): number {
    const forMs = Math.min(ms, longestMs);
    this.until = Math.max(this.until, this.clock.now() + forMs);
    return forMs;
  }

  /** Remaining pause, ms; 0 if calls may go through. */
  get remainingMs(): number {
    return this.until === -Infinity ? 0 : Math.max(0, this.until - this.clock.now());
  }
}
