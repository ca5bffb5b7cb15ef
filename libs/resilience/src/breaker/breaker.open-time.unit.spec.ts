import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../seeded-random.fixture.ts';
import { aBreaker, type BreakerUnderTest } from './breaker.fixture.ts';

/** The open time, ms: how far the clock must advance until a call goes through. */
function openTime({ breaker, clock }: BreakerUnderTest): number {
  const acquired = breaker.acquire(true);
  if (acquired.kind === 'permit') throw new Error('it is not open');
  clock.advance(acquired.retryAfterMs - 1);
  expect(breaker.state).toBe('open');
  clock.advance(1);
  expect(breaker.state).toBe('half_open');
  return acquired.retryAfterMs;
}

/** The open times of consecutive trips. */
function openTimes(subject: BreakerUnderTest, trips: number): number[] {
  subject.trip();
  const times = [openTime(subject)];
  while (times.length < trips) {
    subject.fail(subject.start());
    times.push(openTime(subject));
  }
  return times;
}

describe('Breaker, open', () => {
  it('rejects with the remaining open time', () => {
    const { breaker, clock, trip } = aBreaker();
    trip();
    expect(breaker.acquire(true)).toEqual({ kind: 'rejected', state: 'open', retryAfterMs: 5_000 });
    clock.advance(1_200.5);
    expect(breaker.acquire(true)).toEqual({ kind: 'rejected', state: 'open', retryAfterMs: 3_800 });
  });

  it('doubles its open time with each failed probe, up to the cap', () => {
    expect(openTimes(aBreaker(), 7)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it('adds up to a fifth of jitter, so that two instances differ', () => {
    const [one, other] = [1, 2].map((seed) =>
      openTimes(aBreaker({ openJitterPercent: 20 }, seededRandom(seed)), 6),
    );
    expect(one).not.toEqual(other);
    [5_000, 10_000, 20_000, 40_000, 60_000, 60_000].forEach((baseMs, trip) => {
      for (const times of [one, other]) {
        expect(times?.[trip]).toBeGreaterThanOrEqual(baseMs);
        expect(times?.[trip]).toBeLessThan(baseMs * 1.2);
      }
    });
    const longest = openTimes(
      aBreaker({ openJitterPercent: 20 }, () => 0.9999),
      1,
    );
    expect(longest).toEqual([5_999]);
  });

  it('has a finite open time after any number of trips', () => {
    expect(openTimes(aBreaker(), 1_100).at(-1)).toBe(60_000);
  });

  it('starts again with the shortest open time after closing', () => {
    const subject = aBreaker();
    openTimes(subject, 3);
    subject.succeed(subject.start());
    expect(openTimes(subject, 2)).toEqual([5_000, 10_000]);
  });

  it('becomes half-open by the clock alone, without a call', () => {
    const { breaker, clock, trip, eventsOf } = aBreaker();
    trip();
    clock.advance(4_999);
    expect(breaker.state).toBe('open');
    clock.advance(60_000);
    expect(clock.timers).toBe(0);
    expect(breaker.state).toBe('half_open');
    expect(eventsOf('breaker.changed').at(-1)).toEqual({
      type: 'breaker.changed',
      dependency: 'payments',
      from: 'open',
      to: 'half_open',
      forMs: 5_000,
    });
  });
});

describe('Breaker, closed again', () => {
  it('has forgotten the failures that opened it', () => {
    const { breaker, tripAndWait, start, succeed, attempt } = aBreaker({ consecutiveFailures: 5 });
    tripAndWait();
    succeed(start());
    expect(breaker.snapshot()).toMatchObject({
      successes: 0,
      failures: 0,
      failuresByCause: {},
      consecutiveFailures: 0,
    });
    attempt('failure');
    expect(breaker.state).toBe('closed');
  });

  it('has forgotten the streak that opened it', () => {
    const { breaker, clock, attempt, start, succeed } = aBreaker({ consecutiveFailures: 5 });
    for (let failure = 0; failure < 5; failure += 1) {
      attempt('failure');
      clock.advance(250);
    }
    clock.advance(5_000);
    succeed(start());
    attempt('failure', 4);
    clock.advance(999);
    attempt('failure');
    expect(breaker.state).toBe('closed');
  });
});
