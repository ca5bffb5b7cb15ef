import { type Gate, type Resilience } from '@holdfast/resilience';

/** Guards the shared counters. Without them each process counts alone, so a Redis outage refuses nothing. */
export function countersGate(resilience: Resilience, attemptTimeoutMs: number): Gate {
  const counters = resilience.dependency({
    name: 'attempt-counters',
    attempts: 1,
    attemptTimeoutMs,
    breaker: { windowMs: 10_000 },
    usersSee: {
      closed: 'Nothing: attempts are counted across all instances of the service.',
      open: 'Nothing. Each instance counts attempts on its own, so the effective limits multiply by the number of instances.',
      half_open: 'Nothing: one request at a time is counted in Redis as a probe.',
    },
  });
  // Counting an attempt twice is harmless, so any count may serve as a probe.
  return { run: (command) => counters.run(command, { isReplayable: true }) };
}
