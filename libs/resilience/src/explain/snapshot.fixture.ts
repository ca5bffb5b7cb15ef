import { type BreakerSnapshot, type DependencySnapshot } from '../dependency-snapshot.ts';

export const at = Date.UTC(2026, 10, 24, 21, 40, 48);

export const usersSee = {
  closed: 'Orders are charged immediately.',
  open: 'Orders are accepted as payment pending.',
  half_open: 'One order at a time is charged as a probe.',
};

export const aBreaker = (over: Partial<BreakerSnapshot> = {}): BreakerSnapshot => ({
  isEnabled: true,
  state: 'closed',
  since: at - 7 * 60_000,
  consecutiveTrips: 0,
  successes: 0,
  failures: 0,
  consecutiveFailures: 0,
  failuresByCause: {},
  openedBy: undefined,
  nextProbeAt: undefined,
  isProbing: false,
  limits: {
    windowMs: 30_000,
    minThroughput: 20,
    failurePercent: 50,
    consecutiveFailures: 5,
    consecutiveSpanMs: 1_000,
  },
  ...over,
});

/** Opened 41 s ago for the third time, by 14 failures of 22. */
export const anOpenBreaker = (over: Partial<BreakerSnapshot> = {}): BreakerSnapshot =>
  aBreaker({
    state: 'open',
    since: at - 41_000,
    consecutiveTrips: 1,
    successes: 8,
    failures: 14,
    consecutiveFailures: 2,
    failuresByCause: { connect_failed: 5, timeout: 9 },
    openedBy: 'failure_rate',
    nextProbeAt: at + 3_240,
    ...over,
  });

export const aSnapshot = (over: Partial<DependencySnapshot> = {}): DependencySnapshot => ({
  dependency: 'payments',
  at,
  breaker: aBreaker(),
  pausedUntil: undefined,
  bulkhead: { inUse: 4, limit: 100, rejected: 0 },
  retryBudget: { used: 3, allowed: 12, windowMs: 10_000 },
  attemptTimeoutMs: 1_000,
  deadlineMs: 5_000,
  calls: 1_234,
  isShutDown: false,
  usersSee,
  ...over,
});
