export interface FailureStreakOptions {
  /** 0: no streak is ever too long. */
  readonly consecutiveFailures: number;
  readonly consecutiveSpanMs: number;
}

/** Failures without a success between them. For dependencies with so little traffic that a rate says nothing. */
export class FailureStreak {
  private failures = 0;
  private startedAt = 0;

  constructor(private readonly options: FailureStreakOptions) {}

  get length(): number {
    return this.failures;
  }

  /** True once there are enough of them and they span enough time: a burst within a moment is one event, not many. */
  extend(now: number): boolean {
    const { consecutiveFailures, consecutiveSpanMs } = this.options;
    if (this.failures === 0) this.startedAt = now;
    this.failures += 1;
    return (
      consecutiveFailures > 0 &&
      this.failures >= consecutiveFailures &&
      now - this.startedAt >= consecutiveSpanMs
    );
  }

  end(): void {
    this.failures = 0;
  }
}
