import { type Random } from '../clock.ts';
import { type ResilienceEvent, type ResilienceListener } from '../events.ts';
import { manualClock, type ManualClock } from '../manual-clock.fixture.ts';
import { type Cause, type BreakerSignal } from '../outcome/attempt-outcome.ts';
import { Breaker, type BreakerOptions, type Permit } from './breaker.ts';

/**
 * The defaults without jitter and without the rule of consecutive failures, so that tests know exactly what
 * opens the breaker and when.
 */
const exactOptions: BreakerOptions = {
  windowMs: 30_000,
  buckets: 30,
  minThroughput: 20,
  failurePercent: 50,
  consecutiveFailures: 0,
  consecutiveSpanMs: 1_000,
  openMs: 5_000,
  openCapMs: 60_000,
  openJitterPercent: 0,
  probeLeaseMs: 1_500,
  probesToClose: 1,
  probeWithWritesAfterMs: 2_000,
};

export interface BreakerUnderTest {
  readonly breaker: Breaker;
  readonly clock: ManualClock;
  readonly events: ResilienceEvent[];
  /** Acquires a permit, which must succeed, and reports immediately. */
  readonly attempt: (breakerSignal: BreakerSignal, times?: number, cause?: Cause) => void;
  /** Acquires a permit, which must succeed; the test reports it. */
  readonly start: (isReplayable?: boolean) => Permit;
  /** Fails until the failure rate opens the breaker. The window must be empty. */
  readonly trip: () => void;
  /** Trips the breaker and lets its open time pass. */
  readonly tripAndWait: () => void;
  readonly succeed: (permit: Permit) => void;
  readonly fail: (permit: Permit) => void;
  readonly eventsOf: (type: ResilienceEvent['type']) => ResilienceEvent[];
}

export function aBreaker(
  options: Partial<BreakerOptions> = {},
  random: Random = () => 0,
  onEvent: ResilienceListener = () => undefined,
): BreakerUnderTest {
  const clock = manualClock();
  const events: ResilienceEvent[] = [];
  const all = { ...exactOptions, ...options };
  const breaker = new Breaker('payments', all, {
    clock,
    random,
    listener: (event) => {
      events.push(event);
      onEvent(event);
    },
  });

  const start = (isReplayable = true): Permit => {
    const acquired = breaker.acquire(isReplayable);
    if (acquired.kind === 'rejected') throw new Error(`rejected while ${acquired.state}`);
    return acquired.permit;
  };
  const attempt = (breakerSignal: BreakerSignal, times = 1, cause: Cause = 'unavailable'): void => {
    for (let time = 0; time < times; time += 1)
      breaker.report(start(), breakerSignal, breakerSignal === 'success' ? 'final_response' : cause);
  };
  const trip = (): void => attempt('failure', all.minThroughput);
  return {
    breaker,
    clock,
    events,
    attempt,
    start,
    trip,
    tripAndWait: () => {
      trip();
      clock.advance(all.openMs);
    },
    succeed: (permit) => breaker.report(permit, 'success', 'final_response'),
    fail: (permit) => breaker.report(permit, 'failure', 'unavailable'),
    eventsOf: (type) => events.filter((event) => event.type === type),
  };
}
