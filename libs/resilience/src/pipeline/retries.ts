import { type Clock, type Random } from '../clock.ts';
import { type DependencySettings } from '../dependency.options.ts';
import { type RetrySuppression } from '../outcome/dependency-error.ts';
import { retryDelayMs } from '../retry/backoff.ts';
import { RetryBudget } from '../retry/retry-budget.ts';
import { type Call } from './call.ts';
import { shortestAttemptMs } from './deadline.ts';

/** A timer of Node fires up to 1 ms early; after a wait that was asked for, that would be too soon. */
const earlyTimerMs = 1;
/** Whoever got the same Retry-After comes back spread over a tenth of it (guess). */
const retryAfterJitter = 0.1;

export interface RetriesDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Of the whole process. */
  readonly processBudget: RetryBudget;
}

/** Decides after every attempt whether there is another one, and when. */
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
   * How long to wait before the next attempt, ms, which is then withdrawn from both budgets; or why there is none. Undefined when the
   * last one does not call for another.
   * @param blockedBy what would refuse the next attempt if it were made now
   * @param pausedForMs how long the dependency still wants to be left alone
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

  /** For a retry that was decided and then not made. */
  giveBack(): void {
    this.budget.refund();
    this.deps.processBudget.refund();
  }

  snapshot(): ReturnType<RetryBudget['snapshot']> {
    return this.budget.snapshot();
  }

  private delayMs(retry: number, askedMs: number): number {
    const { random } = this.deps;
    const backoffMs = retryDelayMs(retry, this.settings.backoff, random);
    if (askedMs === 0) return backoffMs;
    return Math.max(backoffMs, Math.ceil(askedMs * (1 + retryAfterJitter * random())) + earlyTimerMs);
  }

  private withdraw(): boolean {
    if (!this.budget.tryRetry()) return false;
    if (this.deps.processBudget.tryRetry()) return true;
    this.budget.refund();
    return false;
  }
}
