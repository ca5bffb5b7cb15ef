/**
 * Measures event loop delay with a tick every `intervalMs`. An overdue tick counts before it arrives, so
 * requests that waited while the loop was blocked see the delay whether they are read before or after it. The
 * next punctual tick resets it. Underestimates by at most one interval.
 */
export class EventLoopDelay {
  private lastTickAt: number;
  private lastTickLateMs = 0;

  /** `now` is on the clock of `performance.now()`, also in the methods. */
  constructor(
    private readonly intervalMs: number,
    now: number,
  ) {
    this.lastTickAt = now;
  }

  tick(now: number): void {
    this.lastTickLateMs = this.overdueMs(now);
    this.lastTickAt = now;
  }

  /** Delay in milliseconds; 0 while the loop is punctual. */
  at(now: number): number {
    return Math.max(this.lastTickLateMs, this.overdueMs(now));
  }

  private overdueMs(now: number): number {
    return Math.max(0, now - this.lastTickAt - this.intervalMs);
  }
}
