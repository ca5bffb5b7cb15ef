import { describe, expect, it } from '@jest/globals';
import { type Random } from '../clock.ts';
import { type BreakerState } from '../dependency-snapshot.ts';
import { type ResilienceEvent } from '../events.ts';
import { seededRandom } from '../seeded-random.fixture.ts';
import { aBreaker, type BreakerUnderTest } from './breaker.fixture.ts';
import { type Acquired, type Permit } from './breaker.ts';

const leaseMs = 1_500;

interface Running {
  readonly permit: Permit;
  readonly startedAt: number;
  /** Settles only after everything else. */
  readonly isHung: boolean;
}

/** The result allowed in each state; a broken rule shows here. */
function isLegal(state: BreakerState, acquired: Acquired): boolean {
  if (state === 'closed') return acquired.kind === 'permit' && !acquired.permit.isProbe;
  if (state === 'open') return acquired.kind === 'rejected';
  return acquired.kind === 'rejected' || acquired.permit.isProbe;
}

/**
 * A call starts or a running one ends, and time passes. The dependency is healthy or failing for long
 * periods.
 */
function step(
  { breaker, clock }: BreakerUnderTest,
  running: Running[],
  isIll: boolean,
  random: Random,
): boolean {
  let isRight = true;
  if (random() < 0.5) {
    const { state } = breaker;
    const acquired = breaker.acquire(random() < 0.7);
    isRight = isLegal(state, acquired);
    if (acquired.kind === 'permit')
      running.push({ permit: acquired.permit, startedAt: clock.now(), isHung: random() < 0.05 });
  } else {
    const ending = running.filter(({ isHung }) => !isHung);
    const ended = ending[Math.floor(random() * ending.length)];
    if (ended === undefined) return isRight;
    running.splice(running.indexOf(ended), 1);
    const { permit } = ended;
    const dice = random();
    if (dice < 0.1) breaker.report(permit, 'ignore', 'canceled');
    else if (dice < (isIll ? 0.9 : 0.2)) breaker.report(permit, 'failure', 'timeout');
    else breaker.report(permit, 'success', 'final_response');
  }
  clock.advance(random() * (random() < 0.01 ? 20_000 : 200));
  return isRight;
}

/** Invariants that hold after any sequence. */
function isConsistent({ breaker, clock }: BreakerUnderTest, running: readonly Running[]): boolean {
  const { state, isProbing, failures, failuresByCause, consecutiveTrips } = breaker.snapshot();
  const probes = running.filter(
    ({ permit, startedAt }) => permit.isProbe && clock.now() - startedAt < leaseMs,
  );
  return (
    probes.length === (isProbing ? 1 : 0) &&
    (state === 'half_open' || !isProbing) &&
    (failuresByCause.timeout ?? 0) === failures &&
    consecutiveTrips > 0 === (state !== 'closed')
  );
}

function changesOf(events: readonly ResilienceEvent[]): { from: BreakerState; to: BreakerState }[] {
  return events.filter((event) => event.type === 'breaker.changed');
}

describe('Breaker, in any 10,000 operations', () => {
  it.each([1, 2, 3])('follows its rules and recovers (seed %d)', (seed) => {
    const random = seededRandom(seed);
    const subject = aBreaker({ consecutiveFailures: 5, openJitterPercent: 20 }, random);
    const { breaker, clock, events, start, succeed } = subject;
    const running: Running[] = [];

    for (let operation = 0; operation < 10_000; operation += 1) {
      const isRight = step(subject, running, operation % 1_000 < 300, random);
      if (!isRight || !isConsistent(subject, running)) throw new Error(`a rule broke at ${operation}`);
    }

    const changes = changesOf(events);
    expect(new Set(changes.map(({ from, to }) => `${from} to ${to}`))).toEqual(
      new Set(['closed to open', 'open to half_open', 'half_open to open', 'half_open to closed']),
    );
    expect(changes.slice(1).map(({ from }) => from)).toEqual(changes.slice(0, -1).map(({ to }) => to));

    clock.advance(75_000);
    if (breaker.state !== 'closed') succeed(start());
    const { epoch } = start();
    const late = running.filter(({ permit }) => permit.epoch !== epoch);
    expect(late.length).toBeGreaterThan(20);
    for (const { permit } of late) breaker.report(permit, 'failure', 'timeout');
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', isProbing: false });
    expect(clock.timers).toBe(0);
  });
});
