import { type Clock, type Random } from '../clock.ts';
import { type DependencySettings } from '../dependency.options.ts';
import { type RetrySuppression } from '../outcome/dependency-error.ts';
import { retryDelayMs } from '../retry/backoff.ts';
import { RetryBudget } from '../retry/retry-budget.ts';
import { type Call } from './call.ts';
import { shortestAttemptMs } from './deadline.ts';

/** Node's timers fire up to 1 ms early, which would be too early for a requested wait. */
const earlyTimerMs = 1;
/** Spreads callers with the same Retry-After over a tenth of it. */
const retryAfterJitter = 0.1;

export interface RetriesDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Shared by the whole process. */
  readonly processBudget: RetryBudget;
}

/** Decides after each attempt whether and when there is another. */
export class Retries {
  private readonly budget: RetryBudget;

  constructor(
    private readonly settings: DependencySettings,
    private readonly deps: RetriesDeps,
  ) {
    this.budget = new RetryBudget(settings.retryBudget, deps.clock);
  }

  onFirstAttempt(): void {
    this.budget.onFirstAttempt();
    this.deps.processBudget.onFirstAttempt();
  }

  /**
   * The pause before the next attempt, ms, which is then withdrawn from both budgets; or why there is no next
   * attempt. Undefined if the last one needs none.
   * @param blockedBy what would reject an attempt made now
   * @param pausedForMs how much of the dependency's Retry-After pause is left
   */
  decide(
    call: Call,
    blockedBy: RetrySuppression | undefined,
    pausedForMs: number,
  ): number | RetrySuppression | undefined {
    const { retry, breakerSignal, cause, retryAfterMs = 0 } = call.lastOutcome;
    if (cause === 'canceled') return 'caller';
    if (retry === 'never') return breakerSignal === 'failure' ? 'not_retryable' : undefined;
    if (retry === 'if_replayable' && !call.isReplayable) return 'not_replayable';
    if (call.attempts >= this.settings.attempts) return 'attempts';
    if (blockedBy !== undefined) return blockedBy;
    const delayMs = this.delayMs(call.attempts, Math.max(retryAfterMs, pausedForMs));
    const startsAt = this.deps.clock.now() + delayMs;
    if (startsAt + shortestAttemptMs(this.settings) > call.deadlineAt) return 'deadline';
    return this.withdraw() ? delayMs : 'budget';
  }

  /** Returns the budget of a retry that was scheduled but not made. */
  cancelRetry(): void {
    this.budget.refund();
    this.deps.processBudget.refund();
  }

  snapshot(): ReturnType<RetryBudget['snapshot']> {
    return this.budget.snapshot();
  }

  private delayMs(retry: number, requestedMs: number): number {
    const { random } = this.deps;
    const backoffMs = retryDelayMs(retry, this.settings.backoff, random);
    if (requestedMs === 0) return backoffMs;
    return Math.max(backoffMs, Math.ceil(requestedMs * (1 + retryAfterJitter * random())) + earlyTimerMs);
  }

  private withdraw(): boolean {
    if (!this.budget.tryRetry()) return false;
    if (this.deps.processBudget.tryRetry()) return true;
    this.budget.refund();
    return false;
  }
}
