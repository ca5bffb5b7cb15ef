import { type BreakerState } from '../dependency-snapshot.ts';
import { type ResilienceEvent } from '../events.ts';
import { type RetrySuppression } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { Durations } from './durations.ts';

export type Counts<Key extends string> = Partial<Record<Key, number>>;
type CallOutcome = Extract<ResilienceEvent, { type: 'call.ended' }>['outcome'];
type Transition = `${BreakerState}>${BreakerState}`;
type BreakerNews = Extract<
  ResilienceEvent['type'],
  'breaker.probe-started' | 'breaker.probe-lease-expired' | 'breaker.outcome-stale'
>;

/**
 * Counts of the calls to one dependency since the process started. Keys come from fixed sets, so it cannot
 * grow.
 */
export class CallTally {
  readonly calls: Readonly<Record<CallOutcome, Counts<Cause>>> = { success: {}, failure: {}, rejected: {} };
  readonly callDurations: Readonly<Record<CallOutcome, Durations>> = {
    success: new Durations(),
    failure: new Durations(),
    rejected: new Durations(),
  };
  readonly attempts: Partial<Record<Cause, Durations>> = {};
  readonly retries: Counts<Cause> = {};
  readonly retriesSuppressed: Counts<RetrySuppression> = {};
  readonly transitions: Counts<Transition> = {};
  readonly breakerNews: Counts<BreakerNews> = {};
  breakerRejections = 0;
  bulkheadRejections = 0;
  retryAfterPauses = 0;
  /** Over completed open periods. */
  openMs = 0;

  add(event: ResilienceEvent): void {
    switch (event.type) {
      case 'call.ended':
        countUp(this.calls[event.outcome], event.cause);
        return this.callDurations[event.outcome].add(event.ms);
      case 'attempt.ended':
        return (this.attempts[event.cause] ??= new Durations()).add(event.ms);
      case 'retry.scheduled':
        return countUp(this.retries, event.cause);
      case 'retry.suppressed':
        return countUp(this.retriesSuppressed, event.reason);
      case 'breaker.changed':
        countUp(this.transitions, `${event.from}>${event.to}`);
        if (event.from === 'open') this.openMs += event.forMs;
        return;
      case 'breaker.rejected':
        this.breakerRejections += 1;
        return;
      case 'bulkhead.rejected':
        this.bulkheadRejections += 1;
        return;
      case 'retry-after-pause.started':
        this.retryAfterPauses += 1;
        return;
      default:
        return countUp(this.breakerNews, event.type);
    }
  }
}

function countUp<Key extends string>(counts: Counts<Key>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
