import { describe, expect, it } from '@jest/globals';
import { aBreaker } from './breaker.fixture.ts';

const startedAt = Date.UTC(2026, 0, 1);

describe('Breaker.snapshot', () => {
  it('of a new breaker has no counts yet', () => {
    const { breaker, clock } = aBreaker({ consecutiveFailures: 5 });
    clock.advance(60_000);
    expect(breaker.snapshot()).toEqual({
      isEnabled: true,
      state: 'closed',
      since: startedAt,
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
    });
  });

  it('counts failures by cause while they are in the window', () => {
    const { breaker, clock, attempt } = aBreaker();
    attempt('success', 50);
    attempt('failure', 3, 'timeout');
    clock.advance(10_000);
    attempt('failure', 2, 'unavailable');
    attempt('failure', 1, 'timeout');
    expect(breaker.snapshot()).toMatchObject({
      successes: 50,
      failures: 6,
      consecutiveFailures: 6,
      failuresByCause: { timeout: 4, unavailable: 2 },
    });
    clock.advance(20_000);
    expect(breaker.snapshot()).toMatchObject({
      successes: 0,
      failures: 3,
      failuresByCause: { timeout: 1, unavailable: 2 },
    });
  });

  it('shows the window that opened it until it closes', () => {
    const { breaker, clock, attempt, start, succeed, fail } = aBreaker();
    attempt('success', 9);
    attempt('failure', 4, 'timeout');
    clock.advance(1_000);
    attempt('failure', 7, 'connect_failed');
    const opening = {
      successes: 9,
      failures: 11,
      consecutiveFailures: 11,
      failuresByCause: { timeout: 4, connect_failed: 7 },
    };
    expect(breaker.snapshot()).toMatchObject({ state: 'open', openedBy: 'failure_rate', ...opening });
    clock.advance(300_000);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', openedBy: 'failure_rate', ...opening });
    fail(start());
    expect(breaker.snapshot()).toMatchObject({ state: 'open', openedBy: 'probe', ...opening });
    clock.advance(300_000);
    succeed(start());
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', openedBy: undefined, failuresByCause: {} });
  });

  it('gives the start of its state and the next probe on the wall clock', () => {
    const { breaker, clock, trip, start } = aBreaker();
    clock.advance(1_000);
    trip();
    const openedAt = startedAt + 1_000;
    clock.advance(2_000);
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      since: openedAt,
      consecutiveTrips: 1,
      nextProbeAt: openedAt + 5_000,
      isProbing: false,
    });
    clock.advance(10_000);
    expect(breaker.snapshot()).toMatchObject({
      state: 'half_open',
      since: openedAt + 5_000,
      consecutiveTrips: 1,
      nextProbeAt: undefined,
      isProbing: false,
    });
    start();
    expect(breaker.snapshot().isProbing).toBe(true);
    clock.advance(1_500);
    expect(breaker.snapshot().isProbing).toBe(false);
  });

  it('is unaffected by steps of the wall clock', () => {
    const { breaker, clock, trip } = aBreaker();
    trip();
    clock.stepWall(-3_600_000);
    clock.advance(4_000);
    expect(breaker.snapshot()).toMatchObject({ state: 'open', nextProbeAt: clock.wallNow() + 1_000 });
    clock.stepWall(7_200_000);
    expect(breaker.state).toBe('open');
    clock.advance(1_000);
    expect(breaker.state).toBe('half_open');
  });

  it('reports each change once, with the duration of the previous state', () => {
    const { breaker, clock, events, trip, start, succeed } = aBreaker();
    clock.advance(700);
    trip();
    clock.advance(8_000);
    breaker.snapshot();
    breaker.snapshot();
    clock.advance(500);
    succeed(start());
    const about = { type: 'breaker.changed', dependency: 'payments' };
    expect(events).toEqual([
      { ...about, from: 'closed', to: 'open', forMs: 700 },
      { ...about, from: 'open', to: 'half_open', forMs: 5_000 },
      { type: 'breaker.probe-started', dependency: 'payments' },
      { ...about, from: 'half_open', to: 'closed', forMs: 3_500 },
    ]);
  });
});

describe('Breaker, for its listeners', () => {
  it('is already in the new state when it reports the change', () => {
    const seen: object[] = [];
    const subject = aBreaker({}, undefined, ({ type }) => {
      const { state, openedBy, consecutiveTrips, failures } = subject.breaker.snapshot();
      if (type === 'breaker.changed') seen.push({ state, openedBy, consecutiveTrips, failures });
    });
    const { clock, tripAndWait, start, succeed, fail } = subject;
    tripAndWait();
    fail(start());
    clock.advance(10_000);
    succeed(start());
    expect(seen).toEqual([
      { state: 'open', openedBy: 'failure_rate', consecutiveTrips: 1, failures: 20 },
      { state: 'half_open', openedBy: 'failure_rate', consecutiveTrips: 1, failures: 20 },
      { state: 'open', openedBy: 'probe', consecutiveTrips: 2, failures: 20 },
      { state: 'half_open', openedBy: 'probe', consecutiveTrips: 2, failures: 20 },
      { state: 'closed', openedBy: undefined, consecutiveTrips: 0, failures: 0 },
    ]);
  });
});

describe('Breaker.shutdown', () => {
  it.each(['closed', 'open', 'half_open'] as const)('freezes its state: %s', (state) => {
    const { breaker, clock, start, trip, events, succeed, fail } = aBreaker();
    const early = start();
    if (state !== 'closed') trip();
    if (state === 'half_open') clock.advance(45_000);
    const permit = state === 'half_open' ? start() : early;
    breaker.shutdown();
    const { isProbing, ...after } = breaker.snapshot();
    expect(isProbing).toBe(false);
    const reported = events.length;

    clock.advance(600_000);
    fail(permit);
    succeed(early);
    expect(breaker.snapshot()).toMatchObject({
      state,
      failures: after.failures,
      consecutiveTrips: after.consecutiveTrips,
    });
    expect(events).toHaveLength(reported);
    expect(breaker.acquire(true)).toEqual({ kind: 'rejected', state, retryAfterMs: 0 });
    expect(clock.timers).toBe(0);
  });
});
