export interface FailureStreakOptions {
  /** 0 turns the rule off. */
  readonly consecutiveFailures: number;
  readonly consecutiveSpanMs: number;
}

/** Consecutive failures. Opens the breaker of a dependency with too little traffic for a failure rate. */
export class FailureStreak {
  private failures = 0;
  private startedAt = 0;

  constructor(private readonly options: FailureStreakOptions) {}

  get length(): number {
    return this.failures;
  }

  /** True once the streak is long enough and spans enough time: a burst within a moment is one event. */
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
