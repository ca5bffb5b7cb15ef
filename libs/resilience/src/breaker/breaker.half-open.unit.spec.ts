import { describe, expect, it } from '@jest/globals';
import { aBreaker } from './breaker.fixture.ts';

describe('Breaker, half-open', () => {
  it('lets one of fifty callers probe and rejects the others at once', () => {
    const { breaker, tripAndWait, eventsOf } = aBreaker();
    tripAndWait();
    const acquired = Array.from({ length: 50 }, () => breaker.acquire(true));
    expect(acquired[0]).toMatchObject({ kind: 'permit', permit: { isProbe: true } });
    expect(acquired.slice(1)).toEqual(
      Array.from({ length: 49 }, () => ({ kind: 'rejected', state: 'half_open', retryAfterMs: 1_500 })),
    );
    expect(eventsOf('breaker.probe-started')).toHaveLength(1);
    expect(eventsOf('breaker.rejected')).toHaveLength(49);
  });

  it('closes when the probe succeeds, opens when it fails', () => {
    const { breaker, clock, tripAndWait, start, succeed, fail } = aBreaker();
    tripAndWait();
    fail(start());
    expect(breaker.state).toBe('open');
    clock.advance(10_000);
    succeed(start());
    expect(breaker.state).toBe('closed');
  });

  it('is left undecided by a probe that says nothing, and the next call probes', () => {
    const { breaker, tripAndWait, start, succeed } = aBreaker();
    tripAndWait();
    breaker.report(start(), 'ignore', 'canceled');
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', isProbing: false });
    const next = start();
    expect(next.isProbe).toBe(true);
    succeed(next);
    expect(breaker.state).toBe('closed');
  });

  it('closes only after as many successful probes as it is told, one at a time', () => {
    const { breaker, clock, tripAndWait, start, succeed, fail } = aBreaker({ probesToClose: 3 });
    tripAndWait();
    succeed(start());
    const second = start();
    expect(breaker.acquire(true).kind).toBe('rejected');
    succeed(second);
    fail(start());
    clock.advance(10_000);
    succeed(start());
    succeed(start());
    expect(breaker.state).toBe('half_open');
    succeed(start());
    expect(breaker.state).toBe('closed');
  });
});

describe('Breaker, when a probe hangs', () => {
  it('gives the probe to the next call after the lease, and the late success changes nothing', () => {
    const { breaker, clock, tripAndWait, start, succeed, eventsOf } = aBreaker();
    tripAndWait();
    const hung = start();
    clock.advance(1_499);
    expect(breaker.acquire(true)).toEqual({ kind: 'rejected', state: 'half_open', retryAfterMs: 1 });
    clock.advance(1);
    const next = start();
    expect(eventsOf('breaker.probe-lease-expired')).toHaveLength(1);
    succeed(hung);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', isProbing: true });
    expect(eventsOf('breaker.outcome-stale')).toHaveLength(1);
    succeed(next);
    expect(breaker.state).toBe('closed');
  });

  it('does not hear it after the lease even when nobody has come since', () => {
    const { breaker, clock, tripAndWait, start, fail, eventsOf } = aBreaker();
    tripAndWait();
    const hung = start();
    clock.advance(1_500);
    fail(hung);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', isProbing: false, consecutiveTrips: 1 });
    expect(eventsOf('breaker.outcome-stale')).toHaveLength(1);
  });

  it('keeps the next probe when the lost one is released', () => {
    const { breaker, clock, tripAndWait, start } = aBreaker();
    tripAndWait();
    const hung = start();
    clock.advance(1_500);
    start();
    breaker.report(hung, 'ignore', 'canceled');
    expect(breaker.acquire(true).kind).toBe('rejected');
  });
});

describe('Breaker, when calls from before the trip end late', () => {
  it('is not closed by their success', () => {
    const { breaker, clock, start, trip, succeed, fail, eventsOf } = aBreaker();
    const early = start();
    trip();
    clock.advance(5_000);
    const probe = start();
    succeed(early);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', isProbing: true });
    expect(eventsOf('breaker.outcome-stale')).toHaveLength(1);
    fail(probe);
    expect(breaker.state).toBe('open');
  });

  it('is not opened by their failure', () => {
    const { breaker, clock, start, trip, succeed, fail } = aBreaker();
    const early = start();
    trip();
    clock.advance(5_000);
    const probe = start();
    fail(early);
    expect(breaker.state).toBe('half_open');
    succeed(probe);
    expect(breaker.state).toBe('closed');
  });

  it('hears none of them, whatever its state by then', () => {
    const { breaker, clock, start, attempt, trip, succeed, fail } = aBreaker({
      minThroughput: 1,
      consecutiveFailures: 1,
      consecutiveSpanMs: 0,
    });
    const [inOpen, inClosed] = [start(), start()];
    trip();
    const before = breaker.snapshot();
    succeed(inOpen);
    expect(breaker.snapshot()).toEqual(before);
    clock.advance(5_000);
    succeed(start());
    attempt('success');
    fail(inClosed);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', successes: 1, failures: 0 });
  });

  it('does not take a probe of an earlier half-open time for that of this one', () => {
    const { breaker, clock, tripAndWait, start, succeed, fail } = aBreaker();
    tripAndWait();
    const hung = start();
    clock.advance(1_500);
    fail(start());
    clock.advance(10_000);
    succeed(hung);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', consecutiveTrips: 2 });
  });
});

describe('Breaker, probing with calls that may not be repeated', () => {
  it('waits for one that may', () => {
    const { breaker, clock, tripAndWait, start } = aBreaker();
    tripAndWait();
    clock.advance(1_250);
    expect(breaker.acquire(false)).toEqual({ kind: 'rejected', state: 'half_open', retryAfterMs: 750 });
    expect(start(true).isProbe).toBe(true);
  });

  it('takes it when none has come for two seconds', () => {
    const { breaker, clock, tripAndWait, start, succeed } = aBreaker();
    tripAndWait();
    clock.advance(1_999);
    expect(breaker.acquire(false).kind).toBe('rejected');
    clock.advance(1);
    succeed(start(false));
    expect(breaker.state).toBe('closed');
  });

  it('tells it to come back when both the wait and the probe that runs are over', () => {
    const { breaker, clock, tripAndWait, start } = aBreaker();
    tripAndWait();
    start();
    expect(breaker.acquire(false)).toMatchObject({ retryAfterMs: 2_000 });
    clock.advance(1_500);
    start();
    expect(breaker.acquire(false)).toMatchObject({ retryAfterMs: 1_500 });
  });
});
