import { longestPublish, type QueueGuard } from '@holdfast/messaging';
import { type DependencyOptions, type Resilience } from '@holdfast/resilience';
import { type PaymentsConfig } from './payments.config.ts';

const queueDependency = (longestMs: number): DependencyOptions => ({
  name: 'queue',
  attemptTimeoutMs: longestMs,
  deadlineMs: longestMs,
  // The relay repeats what fails, from its outbox.
  attempts: 1,
  // Most outages are restarts, so it is tried again after a second; news that come a quarter of a minute late do no harm (guess).
  breaker: { openMs: 1_000, openCapMs: 15_000 },
  usersSee: {
    closed: 'Pending orders turn paid as soon as their charge is settled.',
    open: 'Orders charged immediately are unaffected. Pending orders may turn paid a few seconds late; checkout polls in the meantime.',
    half_open:
      'Orders charged immediately are unaffected. The next messages go out as a probe; all others wait in the database until it succeeds.',
  },
});

/** Takes what the outbox relay publishes through the queue's breaker. Publishing twice adds one job, so it may be repeated. */
export function queueGuard(resilience: Resilience, config: PaymentsConfig): QueueGuard {
  const queue = resilience.dependency(queueDependency(longestPublish(config)));
  return (publish) => queue.run(publish, { isReplayable: true });
}
