import { describe, expect, it } from '@jest/globals';
import { manualClock } from '../manual-clock.fixture.ts';
import { RetryBudget } from './retry-budget.ts';

function aBudget({ percent = 10, reservePerSecond = 1 } = {}) {
  const clock = manualClock();
  return { clock, budget: new RetryBudget({ percent, reservePerSecond }, clock) };
}

/** Calls that always fail and are attempted at most three times; returns the attempts made. */
function attemptsDuring(
  { clock, budget }: ReturnType<typeof aBudget>,
  { seconds, callsPerSecond }: { seconds: number; callsPerSecond: number },
): number {
  let attempts = 0;
  for (let call = 0; call < seconds * callsPerSecond; call += 1) {
    budget.onFirstAttempt();
    attempts += 1;
    for (let retry = 0; retry < 2 && budget.tryRetry(); retry += 1) attempts += 1;
    clock.advance(1_000 / callsPerSecond);
  }
  return attempts;
}

/** Withdraws all remaining retries and returns their number. */
function drain(budget: RetryBudget): number {
  let retries = 0;
  while (budget.tryRetry()) retries += 1;
  return retries;
}

describe('RetryBudget, when every call fails', () => {
  it('allows at most 1,110 attempts for 1,000 calls in ten seconds', () => {
    expect(attemptsDuring(aBudget(), { seconds: 10, callsPerSecond: 100 })).toBe(1_110);
  });

  it('does so whenever the calls start, and however often it was read before', () => {
    const subject = aBudget();
    for (const waitMs of [1, 333, 999, 10_000, 12_345]) {
      subject.budget.snapshot();
      subject.clock.advance(waitMs);
      subject.budget.snapshot();
      subject.clock.advance(700);
      expect(attemptsDuring(subject, { seconds: 10, callsPerSecond: 100 })).toBe(1_110);
      subject.clock.advance(10_000);
    }
  });

  it('adds at most a third to five calls per second', () => {
    const attempts = attemptsDuring(aBudget(), { seconds: 60, callsPerSecond: 5 });
    expect(attempts).toBeLessThanOrEqual(400);
    expect(attempts).toBeGreaterThan(380);
  });

  it('adds a tenth to heavy traffic', () => {
    const attempts = attemptsDuring(aBudget(), { seconds: 60, callsPerSecond: 1_000 });
    expect(attempts / 60_000).toBeCloseTo(1.1, 2);
  });
});

describe('RetryBudget', () => {
  it('has the reserve even without calls, and counts whole retries only', () => {
    const { budget } = aBudget();
    expect(drain(budget)).toBe(10);
    for (let call = 0; call < 9; call += 1) budget.onFirstAttempt();
    expect(budget.tryRetry()).toBe(false);
    budget.onFirstAttempt();
    expect(drain(budget)).toBe(1);
  });

  it('allows none without a percentage and a reserve', () => {
    const { budget } = aBudget({ percent: 0, reservePerSecond: 0 });
    for (let call = 0; call < 1_000; call += 1) budget.onFirstAttempt();
    expect(budget.tryRetry()).toBe(false);
  });

  it('regains a withdrawal after ten seconds, not sooner', () => {
    const { clock, budget } = aBudget();
    drain(budget);
    clock.advance(9_999);
    expect(budget.tryRetry()).toBe(false);
    clock.advance(1);
    expect(drain(budget)).toBe(10);
  });

  it('loses the allowance of calls that have left the window', () => {
    const { clock, budget } = aBudget();
    for (let call = 0; call < 100; call += 1) budget.onFirstAttempt();
    clock.advance(4_000);
    for (let call = 0; call < 50; call += 1) budget.onFirstAttempt();
    expect(budget.snapshot()).toEqual({ used: 0, allowed: 25, windowMs: 10_000 });
    clock.advance(6_000);
    expect(budget.snapshot()).toEqual({ used: 0, allowed: 15, windowMs: 10_000 });
    clock.advance(4_000);
    expect(budget.snapshot()).toEqual({ used: 0, allowed: 10, windowMs: 10_000 });
  });

  it('makes a refunded retry available again, also in a later second', () => {
    const { clock, budget } = aBudget();
    drain(budget);
    clock.advance(3_000);
    budget.onFirstAttempt();
    budget.refund();
    expect(budget.snapshot().used).toBe(9);
    expect(drain(budget)).toBe(1);
  });

  it('never refunds more than was withdrawn', () => {
    const { clock, budget } = aBudget();
    budget.onFirstAttempt();
    budget.refund();
    expect(budget.snapshot().used).toBe(0);
    budget.tryRetry();
    clock.advance(60_000);
    budget.refund();
    expect(budget.snapshot().used).toBe(0);
    expect(drain(budget)).toBe(10);
  });

  it('allows exactly 10% of any number of calls', () => {
    for (let calls = 0; calls <= 1_000; calls += 10) {
      const { budget } = aBudget({ reservePerSecond: 0 });
      for (let call = 0; call < calls; call += 1) budget.onFirstAttempt();
      expect(drain(budget)).toBe(calls / 10);
    }
  });

  it('sets no timer', () => {
    const { clock, budget } = aBudget();
    drain(budget);
    expect(clock.timers).toBe(0);
  });
});
