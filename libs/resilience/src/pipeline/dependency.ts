import { Breaker, type Permit } from '../breaker/breaker.ts';
import { Bulkhead } from '../bulkhead/bulkhead.ts';
import { type Clock, type Random } from '../clock.ts';
import {
  breakerOptions,
  checkedSettings,
  type DependencyOptions,
  type DependencySettings,
} from '../dependency.options.ts';
import { type DependencySnapshot, type Remark } from '../dependency-snapshot.ts';
import { type ResilienceEvent, type ResilienceListener } from '../events.ts';
import { classifyError, outcomeOf } from '../outcome/classify-error.ts';
import { type DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import { type Cause, type Classify, type AttemptOutcome, type Settled } from '../outcome/attempt-outcome.ts';
import { type RetryBudget } from '../retry/retry-budget.ts';
import { Attempt, runAttempt, type Work } from './attempt.ts';
import { Call, type RunOptions, type CallResult, resultOf } from './call.ts';
import { RetryAfterPause } from './retry-after-pause.ts';
import { shortestAttemptMs, timeForCallMs } from './deadline.ts';
import { type AnyBreaker, NoBreaker } from './no-breaker.ts';
import { pause } from './pause.ts';
import { type CallRefusal, refusalError, suppressedBy } from './call-refusal.ts';
import { Retries } from './retries.ts';

export interface DependencyDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Must not throw. */
  readonly listener: ResilienceListener;
  /** The retry budget of the whole process. */
  readonly processBudget: RetryBudget;
}

type Admission = CallRefusal | { readonly kind: 'permit'; readonly permit: Permit };

/**
 * The pipeline between this process and one dependency. A call passes the deadline and the retries with their
 * budget; each attempt passes the Retry-After pause, the breaker, the bulkhead and the attempt timeout.
 */
export class Dependency {
  readonly name: string;
  readonly settings: DependencySettings;
  private readonly breaker: AnyBreaker;
  private readonly bulkhead: Bulkhead;
  private readonly retries: Retries;
  private readonly retryAfterPause: RetryAfterPause;
  private ended = 0;
  private isShutDown = false;
  /** Overrides the report and what users see while set. Does not affect calls. */
  remark: Remark | undefined;

  /** @throws ResilienceConfigError */
  constructor(
    options: DependencyOptions,
    private readonly deps: DependencyDeps,
  ) {
    const { clock, random } = deps;
    this.settings = checkedSettings(options);
    this.name = this.settings.name;
    this.bulkhead = new Bulkhead(this.settings.bulkhead, clock);
    this.retries = new Retries(this.settings, deps);
    this.retryAfterPause = new RetryAfterPause(clock);
    const breaker = breakerOptions(this.settings);
    this.breaker =
      breaker === undefined
        ? new NoBreaker(clock.wallNow())
        : new Breaker(this.name, breaker, { clock, random, listener: (event) => this.onBreakerEvent(event) });
  }

  /**
   * Makes the call and returns the value of its last attempt.
   * @throws DependencyError if that attempt failed or none was made. An error in `work` itself is thrown
   * unchanged.
   */
  async run<T>(work: Work<T>, options?: RunOptions<T>): Promise<T> {
    return (await this.call(work, options)).value;
  }

  /** Like `run`, and returns the number of attempts and why there were no more. */
  async call<T>(work: Work<T>, options: RunOptions<T> = {}): Promise<CallResult<T>> {
    const { clock, listener } = this.deps;
    const { isReplayable = false, classify = classifyError, signal } = options;
    const startedAt = clock.now();
    const call = new Call(startedAt, startedAt + timeForCallMs(this.settings), isReplayable, signal);
    let settled: Settled<T> | undefined;
    for (;;) {
      const admission = this.admit(call);
      if (admission.kind === 'refused') {
        if (settled === undefined) throw this.refused(call, admission);
        this.retries.cancelRetry();
        if (admission.cause === 'canceled') throw this.refused(call, admission);
        return this.end(call, settled, suppressedBy[admission.cause]);
      }
      if (settled === undefined) this.retries.onFirstAttempt();
      settled = await this.attempt(work, call, classify, admission.permit);
      if (call.lastOutcome.breakerSignal === 'success') return this.end(call, settled, undefined);
      const retry = this.retries.decide(call, this.retriesBlockedBy, this.retryAfterPause.remainingMs);
      if (typeof retry !== 'number') return this.end(call, settled, retry);
      const { cause } = call.lastOutcome;
      const { name: dependency } = this;
      listener({ type: 'retry.scheduled', dependency, cause, delayMs: retry, attempt: call.attempts });
      await pause(clock, retry, signal);
    }
  }

  snapshot(): DependencySnapshot {
    const { inUse, limit, rejected } = this.bulkhead;
    const { attemptTimeoutMs, deadlineMs, usersSee } = this.settings;
    const at = this.deps.clock.wallNow();
    const pausedForMs = this.retryAfterPause.remainingMs;
    return {
      dependency: this.name,
      at,
      breaker: this.breaker.snapshot(),
      pausedUntil: pausedForMs > 0 ? at + pausedForMs : undefined,
      bulkhead: { inUse, limit, rejected },
      retryBudget: this.retries.snapshot(),
      attemptTimeoutMs,
      deadlineMs,
      calls: this.ended,
      isShutDown: this.isShutDown,
      usersSee,
      remark: this.remark,
    };
  }

  /** Refuses calls and retries from now on; attempts in progress finish normally. */
  close(): void {
    this.isShutDown = true;
    this.breaker.shutdown();
  }

  private onBreakerEvent(event: ResilienceEvent): void {
    if (event.type === 'breaker.changed' && event.to === 'closed') this.bulkhead.ramp();
    this.deps.listener(event);
  }

  /**
   * A permit for one attempt, or why there is none. Synchronous, so nothing can change between the check and
   * the attempt.
   */
  private admit(call: Call): Admission {
    const refusal = this.refusal(call);
    if (refusal !== undefined) return refusal;
    const acquired = this.breaker.acquire(call.isReplayable);
    if (acquired.kind === 'rejected')
      return { kind: 'refused', cause: 'breaker_open', retryAfterMs: acquired.retryAfterMs };
    if (this.bulkhead.tryAcquire()) return acquired;
    this.breaker.report(acquired.permit, 'ignore', 'bulkhead_full');
    this.deps.listener({ type: 'bulkhead.rejected', dependency: this.name });
    return { kind: 'refused', cause: 'bulkhead_full' };
  }

  private refusal({ signal, deadlineAt }: Call): CallRefusal | undefined {
    if (this.isShutDown) return { kind: 'refused', cause: 'shutting_down' };
    if (signal?.aborted === true) return { kind: 'refused', cause: 'canceled' };
    if (deadlineAt - this.deps.clock.now() < shortestAttemptMs(this.settings))
      return { kind: 'refused', cause: 'deadline' };
    const pausedForMs = this.retryAfterPause.remainingMs;
    return pausedForMs > 0
      ? { kind: 'refused', cause: 'retry_after_pause', retryAfterMs: pausedForMs }
      : undefined;
  }

  private get retriesBlockedBy(): RetrySuppression | undefined {
    if (this.isShutDown) return 'shutting_down';
    return this.breaker.state === 'closed' ? undefined : 'breaker';
  }

  private async attempt<T>(
    work: Work<T>,
    call: Call,
    classify: Classify<T>,
    permit: Permit,
  ): Promise<Settled<T>> {
    const { clock, listener } = this.deps;
    const { attemptTimeoutMs } = this.settings;
    const startedAt = clock.now();
    const attempt = new Attempt(call.attempts, Math.min(attemptTimeoutMs, call.deadlineAt - startedAt));
    const settled = await runAttempt(work, attempt, {
      clock,
      signal: call.signal,
      whenWorkEnds: () => this.bulkhead.release(),
    });
    const outcome = outcomeOf(settled, classify);
    const { cause } = outcome;
    call.note(outcome);
    // A caller with a short deadline must not open the breaker for everyone: a timeout before half the usual
    // time proves nothing.
    const isTooEarlyToTell = cause === 'timeout' && attempt.timeoutMs < attemptTimeoutMs / 2;
    this.breaker.report(permit, isTooEarlyToTell ? 'ignore' : outcome.breakerSignal, cause);
    this.respect(outcome);
    const ms = clock.now() - startedAt;
    listener({ type: 'attempt.ended', dependency: this.name, cause, ms, attempt: attempt.number });
    return settled;
  }

  private respect({ pausesCalls, retryAfterMs }: AttemptOutcome): void {
    if (pausesCalls !== true || retryAfterMs === undefined || retryAfterMs <= 0) return;
    const forMs = this.retryAfterPause.start(retryAfterMs);
    this.deps.listener({ type: 'retry-after-pause.started', dependency: this.name, forMs });
  }

  private end<T>(call: Call, settled: Settled<T>, suppression: RetrySuppression | undefined): CallResult<T> {
    const { cause, breakerSignal } = call.lastOutcome;
    this.reportEnd(call, breakerSignal === 'success' ? 'success' : 'failure', cause, suppression);
    return resultOf(this.name, call, settled, suppression);
  }

  private refused(call: Call, refusal: CallRefusal): DependencyError {
    const { cause } = refusal;
    if (call.attempts === 0) this.reportEnd(call, 'rejected', cause, undefined);
    else this.reportEnd(call, 'failure', cause, suppressedBy[cause]);
    return refusalError(this.name, refusal, call);
  }

  private reportEnd(
    { attempts, startedAt }: Call,
    outcome: 'success' | 'failure' | 'rejected',
    cause: Cause,
    suppression: RetrySuppression | undefined,
  ): void {
    const { name: dependency } = this;
    const { clock, listener } = this.deps;
    this.ended += 1;
    if (suppression !== undefined) listener({ type: 'retry.suppressed', dependency, reason: suppression });
    const ms = clock.now() - startedAt;
    listener({ type: 'call.ended', dependency, outcome, cause, ms, attempts });
  }
}
