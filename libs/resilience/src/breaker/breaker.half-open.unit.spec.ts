import { describe, expect, it } from '@jest/globals';
import { aBreaker } from './breaker.fixture.ts';

describe('Breaker, half-open', () => {
  it('lets one of fifty calls probe and rejects the others immediately', () => {
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

  it('stays half-open after an inconclusive probe, and the next call probes', () => {
    const { breaker, tripAndWait, start, succeed } = aBreaker();
    tripAndWait();
    breaker.report(start(), 'ignore', 'canceled');
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', isProbing: false });
    const next = start();
    expect(next.isProbe).toBe(true);
    succeed(next);
    expect(breaker.state).toBe('closed');
  });

  it('closes only after the configured number of successful probes, one at a time', () => {
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

  it('ignores it after the lease, even if no call has come since', () => {
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

describe('Breaker, when calls from before the trip finish late', () => {
  it('does not close when they succeed', () => {
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

  it('does not open when they fail', () => {
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

  it('ignores all of them, in any state', () => {
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

  it('does not confuse a probe of an earlier half-open period with the current one', () => {
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

describe('Breaker, probing with calls that are not replayable', () => {
  it('waits for a replayable call', () => {
    const { breaker, clock, tripAndWait, start } = aBreaker();
    tripAndWait();
    clock.advance(1_250);
    expect(breaker.acquire(false)).toEqual({ kind: 'rejected', state: 'half_open', retryAfterMs: 750 });
    expect(start(true).isProbe).toBe(true);
  });

  it('uses one if no replayable call has come for two seconds', () => {
    const { breaker, clock, tripAndWait, start, succeed } = aBreaker();
    tripAndWait();
    clock.advance(1_999);
    expect(breaker.acquire(false).kind).toBe('rejected');
    clock.advance(1);
    succeed(start(false));
    expect(breaker.state).toBe('closed');
  });

  it('says to retry once both the wait and the probe in progress are over', () => {
    const { breaker, clock, tripAndWait, start } = aBreaker();
    tripAndWait();
    start();
    expect(breaker.acquire(false)).toMatchObject({ retryAfterMs: 2_000 });
    clock.advance(1_500);
    start();
    expect(breaker.acquire(false)).toMatchObject({ retryAfterMs: 1_500 });
  });
});
