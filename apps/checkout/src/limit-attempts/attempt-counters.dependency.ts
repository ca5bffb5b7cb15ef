import { type Gate, type Resilience } from '@holdfast/resilience';

/** The shared counters. Without them each process counts on its own, so nothing is refused because Redis is down. */
export function countersGate(resilience: Resilience): Gate {
  const counters = resilience.dependency({
    name: 'attempt-counters',
    attempts: 1,
    attemptTimeoutMs: 50,
    breaker: { windowMs: 10_000 },
    usersSee: {
      closed: 'Nothing: attempts are counted across all instances of the service.',
      open: 'Nothing. Each instance counts attempts on its own, so the effective limits multiply by the number of instances.',
      half_open: 'Nothing: one request at a time counts in Redis as a probe.',
    },
  });
  // Counting an attempt twice does no harm, so any count may probe whether Redis is back.
  return { run: (command) => counters.run(command, { isReplayable: true }) };
}
