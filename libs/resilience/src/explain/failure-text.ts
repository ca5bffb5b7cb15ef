import { type BreakerSnapshot, type DependencySnapshot } from '../dependency-snapshot.ts';
import { causeText, commonestCause } from './cause-text.ts';
import { exactly } from './time-text.ts';

/** Failures as a percentage of finished attempts; undefined if none has finished. */
export function failurePercent({ failures, successes }: BreakerSnapshot): number | undefined {
  const finished = failures + successes;
  return finished === 0 ? undefined : (100 * failures) / finished;
}

/** `3 of the 40 calls in the last 30 s failed (8%; limit: 50% of at least 20), mostly timeouts (2).` */
export function failuresOfWindow(snapshot: DependencySnapshot): string {
  const { failures, successes, limits } = snapshot.breaker;
  const finished = failures + successes;
  const lately = `in the last ${exactly(limits.windowMs)}`;
  if (finished === 1)
    return `The only call ${lately} ${failures === 1 ? 'failed' : 'did not fail'} ${share(snapshot)}.`;
  return `${failures === 0 ? 'None' : failures} of the ${finished} calls ${lately} failed ${share(snapshot)}.`;
}

/** The same for the window at the moment the breaker opened. */
export function failuresWhenOpened(snapshot: DependencySnapshot): string {
  const { failures, successes, openedBy } = snapshot.breaker;
  const of = failedCalls(failures, failures + successes);
  switch (openedBy) {
    case 'probe':
      return `It opened again because the last probe failed. When it first opened, ${of} had failed ${share(snapshot)}.`;
    case 'consecutive_failures':
      return afterStreak(snapshot, of);
    default:
      return `It opened because ${of} failed ${share(snapshot)}.`;
  }
}

function failedCalls(failures: number, finished: number): string {
  if (finished === 1) return 'the only call';
  return `${failures === finished ? 'all' : failures} of the last ${finished} calls`;
}

/** Without any success, the streak is the whole window: its numbers are not repeated. */
function afterStreak(snapshot: DependencySnapshot, of: string): string {
  const { successes, consecutiveFailures } = snapshot.breaker;
  const streak = `It opened because ${consecutiveFailures} calls in a row failed (${limitInARow(snapshot.breaker)})`;
  return successes === 0
    ? `${streak}${causesOf(snapshot)}.`
    : `${streak}. Overall, ${of} failed ${share(snapshot)}.`;
}

/** Says why a closed breaker has not opened, if its failures look like enough. */
export function whyStillClosed({ breaker }: DependencySnapshot): readonly string[] {
  const { failures, successes, consecutiveFailures, limits } = breaker;
  const isRateReached = (failurePercent(breaker) ?? 0) >= limits.failurePercent;
  const isRowNotable = limits.consecutiveFailures > 0 && consecutiveFailures > 1;
  return [
    ...(isRateReached && failures + successes < limits.minThroughput
      ? ['Too few calls to open the breaker.']
      : []),
    ...(isRowNotable ? [`The last ${consecutiveFailures} calls failed (${limitInARow(breaker)}).`] : []),
  ];
}

function limitInARow({ limits }: BreakerSnapshot): string {
  const span = limits.consecutiveSpanMs;
  return `limit: ${limits.consecutiveFailures} in a row${span === 0 ? '' : ` over at least ${exactly(span)}`}`;
}

/** `(64%; limit: 50% of at least 20), mostly timeouts after 1 s (9)` */
function share(snapshot: DependencySnapshot): string {
  const { breaker } = snapshot;
  const { limits } = breaker;
  const limit = `limit: ${limits.failurePercent}% of at least ${limits.minThroughput}`;
  const isWithoutFailures = commonestCause(breaker) === undefined;
  return `(${isWithoutFailures ? '' : `${percentText(breaker)}%; `}${limit})${causesOf(snapshot)}`;
}

/** `, mostly timeouts after 1 s (9)`; empty without failures. */
function causesOf({ breaker, attemptTimeoutMs }: DependencySnapshot): string {
  const { failures } = breaker;
  const commonest = commonestCause(breaker);
  if (commonest === undefined) return '';
  const { cause, count } = commonest;
  const words = causeText(cause, count, exactly(attemptTimeoutMs));
  const mostly = count === 1 && failures === 1 ? words : `${quantity(count, failures)} ${words}`;
  return `, ${mostly}${count === failures ? '' : ` (${count})`}`;
}

function quantity(count: number, failures: number): string {
  if (count === failures) return 'all of them';
  return 2 * count > failures ? 'mostly' : 'most often';
}

/** Whole percent; one decimal if rounding up would reach a limit that was not reached. */
function percentText(breaker: BreakerSnapshot): number {
  const percent = failurePercent(breaker) ?? 0;
  const { failurePercent: limit } = breaker.limits;
  const rounded = Math.round(percent);
  return percent < limit && rounded >= limit ? Math.floor(10 * percent) / 10 : rounded;
}
