import { type Cause } from './outcome/attempt-outcome.ts';

export type BreakerState = 'closed' | 'open' | 'half_open';

/** What users see of a dependency in each state of its breaker, in plain English; the app writes it. */
export type UsersSee = Readonly<Record<BreakerState, string>>;

/** Everything that is known of a dependency at one moment, as JSON: what `explain` and the metrics read. Times are ms. */
export interface DependencySnapshot {
  readonly dependency: string;
  /** The wall clock when it was taken; all instants below are on it. */
  readonly at: number;
  readonly breaker: BreakerSnapshot;
  /** Until when the other side asked to be left alone; undefined when it did not. */
  readonly pausedUntil: number | undefined;
  readonly bulkhead: { readonly inUse: number; readonly limit: number; readonly rejected: number };
  /** Retries in the budget's window: made, and allowed by the calls of that window. */
  readonly retryBudget: { readonly used: number; readonly allowed: number; readonly windowMs: number };
  readonly attemptTimeoutMs: number;
  readonly deadlineMs: number;
  /** Calls that ended since the process started. */
  readonly calls: number;
  readonly isClosed: boolean;
  readonly usersSee: UsersSee;
  /** What the app knows beyond calls that fail or not, while it holds. */
  readonly remark?: Remark | undefined;
}

/** A state of a dependency that no breaker can tell, in the app's own plain English: it answers in time, and refuses us. */
export interface Remark {
  readonly explanation: string;
  readonly usersSee: string;
}

export interface BreakerSnapshot {
  readonly isEnabled: boolean;
  readonly state: BreakerState;
  readonly since: number;
  /** Times it opened in a row without having closed in between; 0 when closed. */
  readonly consecutiveTrips: number;
  /** Finished attempts in the rolling window. */
  readonly successes: number;
  readonly failures: number;
  readonly consecutiveFailures: number;
  /** Failures by cause: of the window, or of the one that opened it while it is not closed. */
  readonly failuresByCause: Readonly<Partial<Record<Cause, number>>>;
  /** When it was opened, and by what rule; undefined while closed. */
  readonly openedBy: 'failure_rate' | 'consecutive_failures' | 'probe' | undefined;
  /** When the next call is let through as a probe; undefined unless open. */
  readonly nextProbeAt: number | undefined;
  readonly isProbing: boolean;
  readonly limits: {
    readonly windowMs: number;
    readonly minThroughput: number;
    readonly failurePercent: number;
    /** 0: the rule is off. */
    readonly consecutiveFailures: number;
    readonly consecutiveSpanMs: number;
  };
}
