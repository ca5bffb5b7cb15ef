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
    closed: 'An order that was payment pending turns paid as soon as its charge is settled.',
    open: 'Orders that are charged at once see nothing of it. One that was payment pending may turn paid some seconds later: the news waits in the database, and checkout asks by itself meanwhile.',
    half_open:
      'Orders that are charged at once see nothing of it. The next messages go out as a test; all others wait in the database until it succeeds.',
  },
});

/** Takes what the outbox relay publishes through the queue's breaker. Publishing twice adds one job, so it may be repeated. */
export function queueGuard(resilience: Resilience, config: PaymentsConfig): QueueGuard {
  const queue = resilience.dependency(queueDependency(longestPublish(config)));
  return (publish) => queue.run(publish, { isReplayable: true });
}
