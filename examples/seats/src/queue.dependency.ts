import { longestPublish, type OutboxOptions } from '@holdfast/messaging';
import { type DependencyOptions, Resilience } from '@holdfast/resilience';
import { type SeatsConfig } from './seats.config.ts';

const queueDependency = (longestMs: number): DependencyOptions => ({
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

/** Publishes through a breaker. Publishing twice adds one job, so it may be retried. */
export const queueGuard = (config: SeatsConfig): OutboxOptions['guard'] => ({
  inject: [Resilience],
  useFactory: (resilience: Resilience) => {
    const queue = resilience.dependency(queueDependency(longestPublish(config)));
    return (publish) => queue.run(publish, { isReplayable: true });
  },
});
