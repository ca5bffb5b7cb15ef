import { describe, expect, it } from '@jest/globals';
import { aBreaker } from './breaker.fixture.ts';

describe('Breaker, by failure rate', () => {
  it('opens at exactly half of twenty finished attempts', () => {
    const { breaker, attempt } = aBreaker();
    for (let pair = 0; pair < 9; pair += 1) {
      attempt('success');
      attempt('failure');
    }
    attempt('success');
    expect(breaker.state).toBe('closed');
    attempt('failure');
    expect(breaker.state).toBe('open');
  });

  it('stays closed at nine failures of twenty', () => {
    const { breaker, attempt } = aBreaker();
    attempt('success', 11);
    attempt('failure', 9);
    expect(breaker.state).toBe('closed');
  });

  it('stays closed below the minimum number of attempts, even if all of them failed', () => {
    const { breaker, attempt } = aBreaker();
    attempt('failure', 19);
    expect(breaker.state).toBe('closed');
    attempt('failure');
    expect(breaker.state).toBe('open');
  });

  it.each([1, 7, 29, 33.3, 57, 58, 99, 100])('takes %d % to the failure', (failurePercent) => {
    for (const finished of [1, 3, 10, 100, 999, 1_000]) {
      const { breaker, attempt } = aBreaker({ failurePercent, minThroughput: finished });
      const enough = Math.ceil((failurePercent * finished) / 100);
      attempt('success', finished - enough);
      attempt('failure', enough - 1);
      expect(breaker.state).toBe('closed');
      attempt('failure');
      expect(breaker.state).toBe('open');
    }
  });

  it('does not count attempts in progress', () => {
    const { breaker, attempt, start } = aBreaker();
    for (let call = 0; call < 100; call += 1) start();
    attempt('failure', 20);
    expect(breaker.state).toBe('open');
  });

  it('counts a failure that comes long after its attempt began', () => {
    const { breaker, clock, start, fail } = aBreaker({ minThroughput: 10 });
    const permits = Array.from({ length: 10 }, () => start());
    clock.advance(45_000);
    permits.forEach(fail);
    expect(breaker.state).toBe('open');
  });

  it('does not count inconclusive attempts', () => {
    const { breaker, attempt } = aBreaker({ consecutiveFailures: 5 });
    attempt('ignore', 100, 'bulkhead_full');
    attempt('ignore', 100, 'canceled');
    attempt('ignore', 100, 'throttled');
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', successes: 0, failures: 0 });
    attempt('failure', 20);
    expect(breaker.state).toBe('open');
  });

  it('counts a permit once', () => {
    const { breaker, start, fail, succeed } = aBreaker();
    const permit = start();
    for (let time = 0; time < 30; time += 1) fail(permit);
    succeed(permit);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', successes: 0, failures: 1 });
  });

  it('opens at the same number of failures, however many calls it rejected before', () => {
    const { breaker, clock, attempt, tripAndWait, start, succeed } = aBreaker();
    tripAndWait();
    const probe = start();
    for (let call = 0; call < 1_000; call += 1) breaker.acquire(true);
    succeed(probe);
    clock.advance(10);
    attempt('failure', 19);
    expect(breaker.state).toBe('closed');
    attempt('failure');
    expect(breaker.state).toBe('open');
  });
});

describe('Breaker, as its window rolls', () => {
  it('forgets failures that are older than the window', () => {
    const { breaker, clock, attempt } = aBreaker();
    attempt('failure', 19);
    clock.advance(30_000);
    attempt('failure', 19);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 19 });
  });

  it('keeps them until that second', () => {
    const { breaker, clock, attempt } = aBreaker();
    attempt('failure', 19);
    clock.advance(29_000);
    attempt('failure');
    expect(breaker.state).toBe('open');
  });

  it('drops each second separately', () => {
    const { breaker, clock, attempt } = aBreaker();
    for (let second = 0; second < 45; second += 1) {
      attempt('success', 2);
      clock.advance(1_000);
    }
    expect(breaker.snapshot().successes).toBe(58);
    clock.advance(999);
    expect(breaker.snapshot().successes).toBe(58);
    clock.advance(1);
    expect(breaker.snapshot().successes).toBe(56);
  });

  it('is empty after a silence of any length', () => {
    const { breaker, clock, attempt } = aBreaker();
    attempt('failure', 10);
    clock.advance(365 * 24 * 3_600_000 + 0.3);
    expect(breaker.snapshot()).toMatchObject({ failures: 0, failuresByCause: {} });
    attempt('failure', 19);
    clock.advance(28_000);
    attempt('failure');
    expect(breaker.state).toBe('open');
  });
});

describe('Breaker, by consecutive failures', () => {
  const rule = { consecutiveFailures: 5 };

  it('opens at the fifth if they span a second, with any amount of traffic', () => {
    const { breaker, clock, attempt } = aBreaker(rule);
    for (let failure = 0; failure < 4; failure += 1) {
      attempt('failure');
      clock.advance(2_000);
    }
    expect(breaker.state).toBe('closed');
    attempt('failure');
    expect(breaker.snapshot()).toMatchObject({ state: 'open', openedBy: 'consecutive_failures' });
  });

  it('treats a burst as one event', () => {
    const { breaker, clock, attempt } = aBreaker(rule);
    for (let failure = 0; failure < 10; failure += 1) {
      attempt('failure');
      clock.advance(1);
    }
    expect(breaker.state).toBe('closed');
    clock.advance(989);
    attempt('failure');
    expect(breaker.state).toBe('closed');
    clock.advance(1);
    attempt('failure');
    expect(breaker.state).toBe('open');
  });

  it('starts again after a success', () => {
    const { breaker, clock, attempt } = aBreaker(rule);
    for (const breakerSignal of ['failure', 'failure', 'failure', 'failure', 'success'] as const) {
      attempt(breakerSignal);
      clock.advance(2_000);
    }
    for (let failure = 0; failure < 4; failure += 1) {
      attempt('failure');
      clock.advance(2_000);
    }
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', consecutiveFailures: 4 });
    attempt('failure');
    expect(breaker.state).toBe('open');
  });

  it('is not interrupted by inconclusive attempts', () => {
    const { breaker, clock, attempt } = aBreaker(rule);
    for (let failure = 0; failure < 5; failure += 1) {
      attempt('ignore');
      attempt('failure');
      clock.advance(250);
    }
    expect(breaker.state).toBe('open');
  });

  it('does not open if the rule is off', () => {
    const { breaker, clock, attempt } = aBreaker({ consecutiveFailures: 0 });
    for (let failure = 0; failure < 100; failure += 1) {
      attempt('failure');
      clock.advance(10_000);
    }
    expect(breaker.state).toBe('closed');
  });
});
