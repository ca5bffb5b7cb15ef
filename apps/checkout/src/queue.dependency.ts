import { longestPublish, type OutboxOptions } from '@holdfast/messaging';
import { type DependencyOptions, Resilience } from '@holdfast/resilience';
import { type CheckoutConfig } from './checkout.config.ts';

const queueDependency = (longestMs: number): DependencyOptions => ({
  name: 'queue',
  attemptTimeoutMs: longestMs,
  deadlineMs: longestMs,
  // The relay retries from its outbox.
  attempts: 1,
  // First probe after 1 s, because most outages are restarts; later ones at most 15 s apart, which is how
  // late emails may be.
  breaker: { openMs: 1_000, openCapMs: 15_000 },
  usersSee: {
    closed: 'Receipts and other emails are sent as soon as an order is settled.',
    open: 'Orders are charged as usual. Emails are delayed, not lost: they wait in the database until the queue is back.',
    half_open:
      'Orders are charged as usual. The next messages go out as a probe; all others wait in the database until it succeeds.',
  },
});

/**
 * Publishes for the outbox relay through the queue's breaker. Publishing twice adds one job, so it may be
 * retried.
 */
export const queueGuard = (config: CheckoutConfig): OutboxOptions['guard'] => ({
  inject: [Resilience],
  useFactory: (resilience: Resilience) => {
    const queue = resilience.dependency(queueDependency(longestPublish(config)));
    return (publish) => queue.run(publish, { isReplayable: true });
  },
});
