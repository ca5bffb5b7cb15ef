import { longestPublish, type QueueGuard } from '@holdfast/messaging';
import { type Resilience } from '@holdfast/resilience';
import { type SeatsConfig } from './seats.config.ts';

/** Publishes through a breaker. Publishing twice adds one job, so it may be retried. */
export function queueGuard(resilience: Resilience, config: SeatsConfig): QueueGuard {
  const longestMs = longestPublish(config);
  const queue = resilience.dependency({
    name: 'queue',
    attemptTimeoutMs: longestMs,
    deadlineMs: longestMs,
    // The relay retries from its outbox.
    attempts: 1,
    breaker: { openMs: 1_000, openCapMs: 15_000 },
    usersSee: {
      closed: 'Seats are confirmed as soon as they are reserved.',
      open: 'Seats are reserved as usual. Confirmations are delayed, not lost: they wait in the database.',
      half_open: 'Seats are reserved as usual. The next confirmations go out as a probe; all others wait.',
    },
  });
  return (publish) => queue.run(publish, { isReplayable: true });
}
