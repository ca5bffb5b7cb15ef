import { type Cause } from './outcome/attempt-outcome.ts';

export type BreakerState = 'closed' | 'open' | 'half_open';

/** The effect on users in each state of the breaker, in plain English. Written by the app. */
export type UsersSee = Readonly<Record<BreakerState, string>>;

/**
 * The state of a dependency at one moment, as JSON; read by `explain` and the metrics. Durations are in ms.
 */
export interface DependencySnapshot {
  readonly dependency: string;
  /** Wall clock when the snapshot was taken; all instants below use it. */
  readonly at: number;
  readonly breaker: BreakerSnapshot;
  /** End of the pause that the dependency asked for with `Retry-After`; undefined if there is none. */
  readonly pausedUntil: number | undefined;
  readonly bulkhead: { readonly inUse: number; readonly limit: number; readonly rejected: number };
  /** Retries in the budget window: made, and allowed by the calls in that window. */
  readonly retryBudget: { readonly used: number; readonly allowed: number; readonly windowMs: number };
  readonly attemptTimeoutMs: number;
  readonly deadlineMs: number;
  /** Calls finished since the process started. */
  readonly calls: number;
  readonly isShutDown: boolean;
  readonly usersSee: UsersSee;
  /** Set by the app for a state that the breaker cannot detect. */
  readonly remark?: Remark | undefined;
}

/**
 * A state that no breaker detects, in the app's words: for example, the dependency responds in time but
 * refuses our key.
 */
export interface Remark {
  readonly explanation: string;
  readonly usersSee: string;
}

export interface BreakerSnapshot {
  readonly isEnabled: boolean;
  readonly state: BreakerState;
  readonly since: number;
  /** Trips since it last closed; 0 while closed. */
  readonly consecutiveTrips: number;
  /** Attempts finished in the rolling window. */
  readonly successes: number;
  readonly failures: number;
  readonly consecutiveFailures: number;
  /**
   * Failures by cause: of the current window, or of the one that opened the breaker while it is not closed.
   */
  readonly failuresByCause: Readonly<Partial<Record<Cause, number>>>;
  /** The rule that opened it; undefined while closed. */
  readonly openedBy: 'failure_rate' | 'consecutive_failures' | 'probe' | undefined;
  /** When the next call goes through as a probe; undefined unless open. */
  readonly nextProbeAt: number | undefined;
  readonly isProbing: boolean;
  readonly limits: {
    readonly windowMs: number;
    readonly minThroughput: number;
    readonly failurePercent: number;
    /** 0 turns the rule off. */
    readonly consecutiveFailures: number;
    readonly consecutiveSpanMs: number;
  };
}
