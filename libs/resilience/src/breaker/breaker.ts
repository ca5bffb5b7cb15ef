import { type Clock, type Random } from '../clock.ts';
import { type BreakerSnapshot, type BreakerState } from '../dependency-snapshot.ts';
import { type ResilienceListener } from '../events.ts';
import { type Cause, type BreakerSignal } from '../outcome/attempt-outcome.ts';
import { FailureStreak } from './failure-streak.ts';
import { openTimeMs } from './open-time.ts';
import { OpossumCircuit } from './opossum-circuit.ts';

export interface BreakerOptions {
  readonly windowMs: number;
  readonly buckets: number;
  readonly minThroughput: number;
  readonly failurePercent: number;
  /** 0 turns the rule off. */
  readonly consecutiveFailures: number;
  readonly consecutiveSpanMs: number;
  readonly openMs: number;
  readonly openCapMs: number;
  readonly openJitterPercent: number;
  /** How long a probe may take to report, ms; after that, the next call probes. */
  readonly probeLeaseMs: number;
  readonly probesToClose: number;
  readonly probeWithWritesAfterMs: number;
}

export interface BreakerDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Must not throw. */
  readonly listener: ResilienceListener;
}

/** Permission to make one attempt, and the obligation to report its result. */
export interface Permit {
  /** Counts state changes; a result counts only in the epoch it was permitted in. */
  readonly epoch: number;
  readonly isProbe: boolean;
  /** Set by the breaker: a permit counts once. */
  isReported: boolean;
}

export type Acquired =
  | { readonly kind: 'permit'; readonly permit: Permit }
  | { readonly kind: 'rejected'; readonly state: BreakerState; readonly retryAfterMs: number };

/**
 * Stops calls to a dependency that keeps failing, and probes with one call at a time until it recovers.
 * Counts reported results only, never calls in progress, and only those of attempts that began in the current
 * state.
 *
 * Synchronous; never throws. There are no timers: an open breaker becomes half-open when its time has passed,
 * and reports the change, dated to that moment, at the next call, report or snapshot.
 */
export class Breaker {
  private readonly clock: Clock;
  private readonly circuit: OpossumCircuit;
  private readonly streak: FailureStreak;
  private current: BreakerState = 'closed';
  private epoch = 0;
  private since: number;
  private sinceWall: number;
  private openUntil = 0;
  private openedBy: BreakerSnapshot['openedBy'];
  private consecutiveTrips = 0;
  private probe: Permit | undefined;
  private probeLeaseUntil = 0;
  private probesSucceeded = 0;
  private isShutDown = false;

  constructor(
    private readonly name: string,
    private readonly options: BreakerOptions,
    private readonly deps: BreakerDeps,
  ) {
    this.clock = deps.clock;
    this.since = this.clock.now();
    this.sinceWall = this.clock.wallNow();
    this.circuit = new OpossumCircuit(name, options, this.since);
    this.streak = new FailureStreak(options);
  }

  get state(): BreakerState {
    this.catchUp(this.clock.now());
    return this.current;
  }

  /**
   * A call that is not replayable becomes a probe only if no replayable one has come for
   * `probeWithWritesAfterMs`.
   */
  acquire(isReplayable: boolean): Acquired {
    if (this.current === 'closed' && !this.isShutDown) return { kind: 'permit', permit: this.permit(false) };
    const now = this.clock.now();
    this.catchUp(now);
    const freeAt = this.freeAt(isReplayable);
    if (this.isShutDown || now < freeAt) {
      this.emit('breaker.rejected');
      return { kind: 'rejected', state: this.current, retryAfterMs: Math.max(0, Math.ceil(freeAt - now)) };
    }
    this.probe = this.permit(true);
    this.probeLeaseUntil = now + this.options.probeLeaseMs;
    const acquired: Acquired = { kind: 'permit', permit: this.probe };
    this.emit('breaker.probe-started');
    return acquired;
  }

  /** Call once per permit. Later reports are ignored, as is everything after `shutdown()`. */
  report(permit: Permit, breakerSignal: BreakerSignal, cause: Cause): void {
    if (permit.isReported || this.isShutDown) return;
    permit.isReported = true;
    const now = this.clock.now();
    this.catchUp(now);
    if (permit.epoch !== this.epoch || (permit.isProbe && permit !== this.probe)) {
      this.emit('breaker.outcome-stale');
    } else if (permit.isProbe) {
      this.probe = undefined;
      this.judgeProbe(breakerSignal, now);
    } else if (breakerSignal === 'success') {
      this.streak.end();
      this.circuit.countSuccess(now);
    } else if (breakerSignal === 'failure') {
      this.countFailure(cause, now);
    }
  }

  snapshot(): BreakerSnapshot {
    const now = this.clock.now();
    this.catchUp(now);
    const { windowMs, minThroughput, failurePercent, consecutiveFailures, consecutiveSpanMs } = this.options;
    return {
      isEnabled: true,
      state: this.current,
      since: this.sinceWall,
      consecutiveTrips: this.consecutiveTrips,
      ...this.circuit.counts(now),
      consecutiveFailures: this.streak.length,
      openedBy: this.openedBy,
      nextProbeAt:
        this.current === 'open' ? Math.ceil(this.clock.wallNow() + this.openUntil - now) : undefined,
      isProbing: this.probe !== undefined,
      limits: { windowMs, minThroughput, failurePercent, consecutiveFailures, consecutiveSpanMs },
    };
  }

  /** Freezes the breaker: drops reports and rejects calls. */
  shutdown(): void {
    this.catchUp(this.clock.now());
    this.isShutDown = true;
    this.probe = undefined;
    this.circuit.shutdown();
  }

  private permit(isProbe: boolean): Permit {
    return { epoch: this.epoch, isProbe, isReported: false };
  }

  /** The earliest time such a call may go through, if nothing changes until then. */
  private freeAt(isReplayable: boolean): number {
    if (this.current === 'open') return this.openUntil;
    const probeIsBackAt = this.probe === undefined ? this.since : this.probeLeaseUntil;
    return isReplayable
      ? probeIsBackAt
      : Math.max(probeIsBackAt, this.since + this.options.probeWithWritesAfterMs);
  }

  /** Applies the changes that are due by time alone. */
  private catchUp(now: number): void {
    if (this.isShutDown) return;
    if (this.current === 'open' && now >= this.openUntil) {
      this.probesSucceeded = 0;
      this.moveTo('half_open', this.openUntil, now);
    }
    if (this.probe !== undefined && now >= this.probeLeaseUntil) {
      this.probe = undefined;
      this.emit('breaker.probe-lease-expired');
    }
  }

  private countFailure(cause: Cause, now: number): void {
    const isStreakTooLong = this.streak.extend(now);
    this.circuit.countFailure(cause, now);
    if (this.circuit.isOpen) this.open('failure_rate', now);
    else if (isStreakTooLong) this.open('consecutive_failures', now);
  }

  private judgeProbe(breakerSignal: BreakerSignal, now: number): void {
    if (breakerSignal === 'failure') this.open('probe', now);
    if (breakerSignal !== 'success') return;
    this.probesSucceeded += 1;
    if (this.probesSucceeded >= this.options.probesToClose) this.close(now);
  }

  private open(openedBy: BreakerSnapshot['openedBy'], now: number): void {
    this.circuit.open();
    this.consecutiveTrips += 1;
    this.openedBy = openedBy;
    this.openUntil = now + openTimeMs(this.consecutiveTrips, this.options, this.deps.random);
    this.moveTo('open', now, now);
  }

  private close(now: number): void {
    this.circuit.close();
    this.consecutiveTrips = 0;
    this.openedBy = undefined;
    this.streak.end();
    this.moveTo('closed', now, now);
  }

  private moveTo(to: BreakerState, at: number, now: number): void {
    const from = this.current;
    const forMs = at - this.since;
    this.current = to;
    this.epoch += 1;
    this.since = at;
    this.sinceWall = Math.round(this.clock.wallNow() - (now - at));
    this.deps.listener({ type: 'breaker.changed', dependency: this.name, from, to, forMs });
  }

  private emit(
    type:
      'breaker.rejected' | 'breaker.probe-started' | 'breaker.probe-lease-expired' | 'breaker.outcome-stale',
  ): void {
    this.deps.listener({ type, dependency: this.name });
  }
}
