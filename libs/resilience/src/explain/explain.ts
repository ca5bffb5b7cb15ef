import { type BreakerState, type DependencySnapshot } from '../dependency-snapshot.ts';
import { failuresOfWindow, failuresWhenOpened, whyStillClosed } from './failure-words.ts';
import { about, clockTime, exactly, ordinal } from './time-words.ts';

export interface Explanation {
  /** How the dependency stands, why, and what happens next; in it every attempt counts as a call. */
  readonly explanation: string;
  readonly usersSee: string;
}

/**
 * A snapshot in plain English, for people who do not know the code. Nothing but the snapshot and the app's own words gets into it, and equal
 * snapshots are told in equal words.
 */
export function explain(snapshot: DependencySnapshot): Explanation {
  const { remark, usersSee } = snapshot;
  const remarked = remark === undefined ? [] : [remark.explanation];
  return {
    explanation: [...remarked, ...sentences(snapshot)].join(' '),
    usersSee: remark?.usersSee ?? usersSee[stateSeen(snapshot)],
  };
}

/** A dependency that is left alone or shut down looks to users as if its breaker were open: every call is refused. */
function stateSeen(snapshot: DependencySnapshot): BreakerState {
  const isRefused = snapshot.isClosed || pausedForMs(snapshot) > 0;
  return isRefused ? 'open' : snapshot.breaker.state;
}

function sentences(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker, isClosed } = snapshot;
  if (isClosed)
    return [
      `${dependency} is not called any more: this process is stopping, and refuses every new call.`,
      `${callsUnderWay(snapshot)}.`,
    ];
  const load = [`${callsUnderWay(snapshot)}.`, retriesLeft(snapshot)];
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
  const { dependency, breaker, at } = snapshot;
  const paused = retryAfterPause(snapshot);
  return [
    `The breaker of ${dependency} has been closed for ${since(breaker.since, at)}.`,
    ...(paused.length === 0 ? ['Calls go through.'] : paused),
    ...(breaker.failures + breaker.successes === 0
      ? [silence(snapshot)]
      : [failuresOfWindow(snapshot), ...whyStillClosed(snapshot)]),
  ];
}

function silence({ calls, bulkhead, breaker }: DependencySnapshot): string {
  if (calls > 0)
    return `No call has finished in the last ${exactly(breaker.limits.windowMs)}, so it is not known how it is now.`;
  return `No call ${bulkhead.inUse === 0 ? 'yet' : 'has ended yet'}, so nothing is known about it.`;
}

function whenOpen(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker, at } = snapshot;
  const { consecutiveTrips, nextProbeAt = at } = breaker;
  const again = consecutiveTrips > 1 ? `, for the ${ordinal(consecutiveTrips)} time in a row` : '';
  const waitMs = nextProbeAt - at;
  return [
    `The breaker of ${dependency} has been open for ${since(breaker.since, at)}${again}: ${dependency} is not called.`,
    failuresWhenOpened(snapshot),
    waitMs > 0
      ? `The next call is let through as a test in ${about(waitMs)}; until then all are refused at once.`
      : 'The next call is let through as a test.',
  ];
}

function whenHalfOpen(snapshot: DependencySnapshot): string[] {
  const { dependency, breaker, at } = snapshot;
  const { consecutiveTrips, isProbing } = breaker;
  const again =
    consecutiveTrips > 1 ? `, after opening for the ${ordinal(consecutiveTrips)} time in a row` : '';
  const standing = `The breaker of ${dependency} has been half-open for ${since(breaker.since, at)}${again}`;
  return [
    ...(isProbing
      ? [`${standing}: one call is under way as a test.`, 'Until it ends all others are refused at once.']
      : [
          `${standing}: the next call is let through as a test.`,
          'Until one comes nothing changes, for the breaker makes no calls of its own.',
        ]),
    'A test that succeeds closes it, one that fails opens it again.',
    failuresWhenOpened(snapshot),
  ];
}

function withoutBreaker({ dependency }: DependencySnapshot): string[] {
  return [`${dependency} has no breaker: calls go through, whatever became of the last ones.`];
}

function callsSoFar(snapshot: DependencySnapshot): string[] {
  const { calls } = snapshot;
  if (calls === 0) return [silence(snapshot)];
  const have = calls === 1 ? '1 call has' : `${calls} calls have`;
  return [`${have} ended since the process started; how is not counted.`];
}

function retryAfterPause(snapshot: DependencySnapshot): string[] {
  const ms = pausedForMs(snapshot);
  if (ms <= 0) return [];
  return [
    `But ${snapshot.dependency} asked to be left alone: no call goes through for another ${about(ms)}.`,
  ];
}

function pausedForMs({ pausedUntil, at }: DependencySnapshot): number {
  return (pausedUntil ?? at) - at;
}

function callsUnderWay({ bulkhead: { inUse, limit, rejected } }: DependencySnapshot): string {
  const places = `Calls under way: ${inUse} of at most ${limit}`;
  if (inUse >= limit) return `${places}, so more are refused at once (${rejected} so far)`;
  return rejected === 0 ? places : `${places} (${rejected} refused so far because of too many)`;
}

function retriesLeft({ retryBudget }: DependencySnapshot): string {
  const left = retriesIn(retryBudget);
  const those = `Retries left: ${left} of ${retryBudget.allowed} in ${exactly(retryBudget.windowMs)}`;
  return left > 0 ? `${those}.` : `${those}, so a call that fails is not tried again.`;
}

/** What is left of a retry budget. More may be used than is allowed: the calls that allowed them leave the window first. */
export function retriesIn({ used, allowed }: DependencySnapshot['retryBudget']): number {
  return Math.max(0, allowed - used);
}

function since(instant: number, at: number): string {
  return `${about(at - instant)}, since ${clockTime(instant, at)}`;
}
