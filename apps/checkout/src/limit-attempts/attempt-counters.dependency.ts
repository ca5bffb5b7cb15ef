import { type Gate, type Resilience } from '@holdfast/resilience';

/** The shared counters. Without them each process counts on its own, so nothing is refused because Redis is down. */
export function countersGate(resilience: Resilience): Gate {
  const counters = resilience.dependency({
    name: 'attempt-counters',
    attempts: 1,
    attemptTimeoutMs: 50,
    breaker: { windowMs: 10_000 },
    usersSee: {
      closed: 'Nothing: who tries too often is counted over all copies of the service.',
      open: 'Nothing. Each copy of the service counts attempts on its own, so that the limits are up to as many times higher.',
      half_open: 'Nothing: one request at a time counts in Redis as a test.',
    },
  });
  // Counting an attempt twice does no harm, so any count may probe whether Redis is back.
  return { run: (command) => counters.run(command, { isReplayable: true }) };
}
