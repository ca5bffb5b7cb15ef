/**
 * How late the event loop is, from a tick that should come every `intervalMs`. A tick that is overdue counts at once, so that
 * requests which waited in the sockets while the loop was blocked see it, though they are read before or after the late tick.
 * The next tick in time ends it. Off by one interval at most, downward.
 */
export class EventLoopDelay {
  private lastTickAt: number;
  private lastTickLateMs = 0;

  /** `now` is on the clock of `performance.now()`, here and below. */
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

  /** Milliseconds; 0 when the loop is in time. */
  at(now: number): number {
    return Math.max(this.lastTickLateMs, this.overdueMs(now));
  }

  private overdueMs(now: number): number {
    return Math.max(0, now - this.lastTickAt - this.intervalMs);
  }
}
