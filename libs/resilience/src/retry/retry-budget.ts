import { type Clock } from '../clock.ts';

export interface RetryBudgetOptions {
  /** Retries allowed per 100 first attempts. */
  readonly percent: number;
  /** Additional retries allowed per second, so that quiet dependencies get retries at all. */
  readonly reservePerSecond: number;
}

/** Ten slots of one second, including the current one. */
const slots = 10;
const slotMs = 1_000;
const windowMs = slots * slotMs;

/**
 * Keeps retries from multiplying an outage: in any window, they may not exceed a percentage of the first
 * attempts plus a reserve. Integers and the given clock only, no timers. The window starts with the first
 * call after a silence as long as itself. It moves by whole seconds: ten seconds that start within a slot may
 * contain that slot's retries on top.
 */
export class RetryBudget {
  /** Newest first. */
  private readonly firstAttempts = new Array<number>(slots).fill(0);
  private readonly retries = new Array<number>(slots).fill(0);
  private slotStartedAt = -Infinity;

  constructor(
    private readonly options: RetryBudgetOptions,
    private readonly clock: Clock,
  ) {}

  onFirstAttempt(): void {
    this.rotate();
    this.firstAttempts[0]! += 1;
  }

  /** Withdraws one retry. Returns false, and withdraws nothing, if none is left. */
  tryRetry(): boolean {
    this.rotate();
    if (sum(this.retries) >= this.allowed()) return false;
    this.retries[0]! += 1;
    return true;
  }

  /** Refunds a withdrawal whose retry was not made; does nothing once it has left the window. */
  refund(): void {
    const slot = this.retries.findIndex((count) => count > 0);
    if (slot !== -1) this.retries[slot]! -= 1;
  }

  /** Reading an idle budget does not start a window. */
  snapshot(): { used: number; allowed: number; windowMs: number } {
    if (this.passedSlots() < slots) this.rotate();
    else this.clear();
    return { used: sum(this.retries), allowed: this.allowed(), windowMs };
  }

  private allowed(): number {
    const { percent, reservePerSecond } = this.options;
    return Math.floor((percent * sum(this.firstAttempts)) / 100) + Math.floor(slots * reservePerSecond);
  }

  private passedSlots(): number {
    return Math.floor((this.clock.now() - this.slotStartedAt) / slotMs);
  }

  private clear(): void {
    this.firstAttempts.fill(0);
    this.retries.fill(0);
  }

  private rotate(): void {
    const passed = this.passedSlots();
    if (passed < 1) return;
    if (passed >= slots) {
      this.clear();
      this.slotStartedAt = this.clock.now();
      return;
    }
    for (const counts of [this.firstAttempts, this.retries]) {
      counts.copyWithin(passed, 0);
      counts.fill(0, 0, passed);
    }
    this.slotStartedAt += passed * slotMs;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
