import { longestPublishMs, type QueueGuard } from '@holdfast/messaging';
import { type DependencyOptions, type Resilience } from '@holdfast/resilience';

const queueDependency: DependencyOptions = {
  name: 'queue',
  attemptTimeoutMs: longestPublishMs,
  deadlineMs: longestPublishMs,
  // The relay repeats what fails, from its outbox.
  attempts: 1,
  // Most outages are restarts, so it is tried again after a second; mails that come a quarter of a minute late do no harm (guess).
  breaker: { openMs: 1_000, openCapMs: 15_000 },
  usersSee: {
    closed: 'Receipts and other mails are on their way as soon as an order is settled.',
    open: 'Orders are charged and answered as usual. Their mails come later: messages wait in the database, none is lost, and they go out once the queue is back.',
    half_open:
      'Orders are charged and answered as usual. The next messages go out as a test; all others wait in the database until it succeeds.',
  },
};

/** Takes what the outbox relay publishes through the queue's breaker. Publishing twice adds one job, so it may be repeated. */
export function queueGuard(resilience: Resilience): QueueGuard {
  const queue = resilience.dependency(queueDependency);
  return (publish) => queue.run(publish, { isReplayable: true });
}
