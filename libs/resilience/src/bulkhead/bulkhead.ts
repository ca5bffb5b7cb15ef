import { type Clock } from '../clock.ts';

export interface BulkheadOptions {
  /** Calls that may run at once. */
  readonly limit: number;
  /** How long after `ramp()` the whole limit is open again, ms; 0 for at once. Default 3,000 (guess). */
  readonly rampMs?: number;
}

const defaultRampMs = 3_000;

/**
 * Bounds how much of a dependency's work runs at once; what does not fit is refused at once, nothing queues. A permit stands for
 * real work: it is held until the work itself has settled, not until its caller has stopped waiting for it.
 */
export class Bulkhead {
  private readonly rampMs: number;
  private rampStartedAt: number | undefined;
  private permits = 0;
  private refusals = 0;

  constructor(
    private readonly options: BulkheadOptions,
    private readonly clock: Clock,
  ) {
    this.rampMs = options.rampMs ?? defaultRampMs;
  }

  get inUse(): number {
    return this.permits;
  }

  /** How many may run at this moment: less than the configured limit during a ramp. */
  get limit(): number {
    const { limit } = this.options;
    if (this.rampStartedAt === undefined) return limit;
    const passedMs = this.clock.now() - this.rampStartedAt;
    if (passedMs >= this.rampMs) {
      this.rampStartedAt = undefined;
      return limit;
    }
    return Math.max(1, Math.floor(limit * (passedMs < this.rampMs / 2 ? 0.1 : 0.5)));
  }

  /** Refusals since the process started. */
  get rejected(): number {
    return this.refusals;
  }

  tryAcquire(): boolean {
    if (this.permits >= this.limit) {
      this.refusals += 1;
      return false;
    }
    this.permits += 1;
    return true;
  }

  /**
   * Once for each permit, when its work has settled.
   * @throws Error when no permit is out: two releases of one permit would let more run than the limit says.
   */
  release(): void {
    if (this.permits === 0) throw new Error('a bulkhead permit was released twice');
    this.permits -= 1;
  }

  /**
   * Lets a dependency that has just recovered warm up instead of meeting all callers at once: 10 % of the limit, at least 1,
   * for the first half of `rampMs`, 50 % for the second, then all of it.
   */
  ramp(): void {
    this.rampStartedAt = this.clock.now();
  }
}
