import { type BreakerState, type DependencySnapshot } from '../dependency-snapshot.ts';
import { failuresOfWindow, failuresWhenOpened, whyStillClosed } from './failure-text.ts';
import { about, clockTime, exactly, ordinal } from './time-text.ts';

export interface Explanation {
  /** The breaker's state, why, and what happens next. Every attempt counts as a call. */
  readonly explanation: string;
  readonly usersSee: string;
}

/**
 * Describes a snapshot in plain English, for readers who do not know the code. Uses only the snapshot and the
 * app's own texts, so equal snapshots read the same.
 */
export function explain(snapshot: DependencySnapshot): Explanation {
  const { remark, usersSee } = snapshot;
  const remarked = remark === undefined ? [] : [remark.explanation];
  return {
    explanation: [...remarked, ...sentences(snapshot)].join(' '),
    usersSee: remark?.usersSee ?? usersSee[stateSeen(snapshot)],
  };
}

/** To users, a paused or closed dependency looks like an open breaker: every call is refused. */
function stateSeen(snapshot: DependencySnapshot): BreakerState {
  const isRefused = snapshot.isShutDown || pausedForMs(snapshot) > 0;
  return isRefused ? 'open' : snapshot.breaker.state;
}

function sentences(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker, isShutDown } = snapshot;
  if (isShutDown)
    return [
      `This process is shutting down: new calls to ${dependency} are refused.`,
      `${callsInProgress(snapshot)}.`,
    ];
  const load = [`${callsInProgress(snapshot)}.`, retriesLeft(snapshot)];
  if (!breaker.isEnabled)
    return [...withoutBreaker(snapshot), ...retryAfterPause(snapshot), ...callsSoFar(snapshot), ...load];
  switch (breaker.state) {
    case 'closed':
      return [...whenClosed(snapshot), ...load];
    case 'open':
      return [...whenOpen(snapshot), ...retryAfterPause(snapshot), ...load];
    case 'half_open':
      return [...whenHalfOpen(snapshot), ...retryAfterPause(snapshot), ...load];
  }
}

function whenClosed(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker } = snapshot;
  const paused = retryAfterPause(snapshot);
  return [
    `The ${dependency} breaker has been closed for ${since(snapshot)}.`,
    ...(paused.length === 0 ? ['Calls go through.'] : paused),
    ...(breaker.failures + breaker.successes === 0
      ? [silence(snapshot)]
      : [failuresOfWindow(snapshot), ...whyStillClosed(snapshot)]),
  ];
}

function silence({ calls, bulkhead, breaker }: DependencySnapshot): string {
  if (calls > 0)
    return `No calls finished in the last ${exactly(breaker.limits.windowMs)}; current health unknown.`;
  return bulkhead.inUse === 0 ? 'No calls yet; health unknown.' : 'No call has finished yet; health unknown.';
}

function whenOpen(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker, at } = snapshot;
  const { nextProbeAt = at } = breaker;
  const waitMs = nextProbeAt - at;
  return [
    `The ${dependency} breaker has been open for ${since(snapshot)}: calls fail fast, and none reach ${dependency}.`,
    failuresWhenOpened(snapshot),
    waitMs > 0
      ? `In ${about(waitMs)}, the breaker will let the next call through as a probe.`
      : 'The breaker will let the next call through as a probe.',
  ];
}

function whenHalfOpen(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker } = snapshot;
  const state = `The ${dependency} breaker has been half-open for ${since(snapshot)}`;
  return [
    ...(breaker.isProbing
      ? [`${state}: one call is in progress as a probe.`, 'Until it finishes, all other calls fail fast.']
      : [
          `${state}: the next call will go through as a probe.`,
          'Nothing changes until then: the breaker makes no calls of its own.',
        ]),
    'If the probe succeeds, the breaker closes; if not, it opens again.',
    failuresWhenOpened(snapshot),
  ];
}

function withoutBreaker({ dependency }: DependencySnapshot): string[] {
  return [`There is no breaker for ${dependency}: calls are always attempted.`];
}

function callsSoFar(snapshot: DependencySnapshot): string[] {
  const { calls } = snapshot;
  if (calls === 0) return [silence(snapshot)];
  const have = calls === 1 ? '1 call has' : `${calls} calls have`;
  return [`${have} finished since the process started; their results are not tracked.`];
}

function retryAfterPause(snapshot: DependencySnapshot): string[] {
  const ms = pausedForMs(snapshot);
  if (ms <= 0) return [];
  return [`However, ${snapshot.dependency} asked clients to back off: no calls for another ${about(ms)}.`];
}

function pausedForMs({ pausedUntil, at }: DependencySnapshot): number {
  return (pausedUntil ?? at) - at;
}

function callsInProgress({ bulkhead: { inUse, limit, rejected } }: DependencySnapshot): string {
  const places = `Calls in progress: ${inUse} of ${limit}`;
  if (inUse >= limit) return `${places}, so further calls are rejected (${rejected} so far)`;
  return rejected === 0 ? places : `${places} (${rejected} rejected at the limit so far)`;
}

function retriesLeft({ retryBudget }: DependencySnapshot): string {
  const left = retriesIn(retryBudget);
  const those = `Retries left: ${left} of ${retryBudget.allowed} per ${exactly(retryBudget.windowMs)}`;
  return left > 0 ? `${those}.` : `${those}, so failed calls are not retried.`;
}

/**
 * Retries left in the budget. `used` may exceed `allowed`: the calls that earned the retries leave the window
 * first.
 */
export function retriesIn({ used, allowed }: DependencySnapshot['retryBudget']): number {
  return Math.max(0, allowed - used);
}

/** `41 s (since 21:40:07 UTC, 3rd trip in a row)`; a first trip is not mentioned. */
function since({ breaker: { since: instant, consecutiveTrips }, at }: DependencySnapshot): string {
  const trips = consecutiveTrips > 1 ? `, ${ordinal(consecutiveTrips)} trip in a row` : '';
  return `${about(at - instant)} (since ${clockTime(instant, at)}${trips})`;
}
