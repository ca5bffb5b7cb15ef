import { type Clock } from '../clock.ts';

export interface BulkheadOptions {
  /** Maximum number of concurrent calls. */
  readonly limit: number;
  /** How long the limit takes to return to full after `ramp()`, ms; 0 is immediately. Default 3,000. */
  readonly rampMs?: number;
}

const defaultRampMs = 3_000;

/**
 * Limits the concurrent work of one dependency. Calls over the limit are refused immediately; there is no
 * queue. A permit is held until the work itself settles, even if its caller has stopped waiting.
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

  /** The current limit: lower than configured during a ramp. */
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

  /** Calls refused since the process started. */
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
   * Call once per permit, when its work has settled.
   * @throws Error if no permit is out: releasing one twice would raise the limit.
   */
  release(): void {
    if (this.permits === 0) throw new Error('a bulkhead permit was released twice');
    this.permits -= 1;
  }

  /**
   * Warms up a dependency that has just recovered: 10% of the limit (at least 1) for the first half of
   * `rampMs`, 50% for the second half, then all of it.
   */
  ramp(): void {
    this.rampStartedAt = this.clock.now();
  }
}
