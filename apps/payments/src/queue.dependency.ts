import { longestPublish, type OutboxOptions } from '@holdfast/messaging';
import { type DependencyOptions, Resilience } from '@holdfast/resilience';
import { type PaymentsConfig } from './payments.config.ts';

const queueDependency = (longestMs: number): DependencyOptions => ({
  name: 'queue',
  attemptTimeoutMs: longestMs,
  deadlineMs: longestMs,
  // The relay retries from the outbox.
  attempts: 1,
  // Most outages are restarts, so the first probe comes after 1 s. Events that are 15 s late do no harm.
  breaker: { openMs: 1_000, openCapMs: 15_000 },
  usersSee: {
    closed: 'Pending orders turn paid as soon as their charge is settled.',
    open: 'Orders charged immediately are unaffected. Pending orders may turn paid a few seconds late; checkout polls in the meantime.',
    half_open:
      'Orders charged immediately are unaffected. The next messages go out as a probe; all others wait in the database until it succeeds.',
  },
});

/** Runs the outbox relay through the queue's breaker. Publishing is idempotent, so it may be retried. */
export const queueGuard = (config: PaymentsConfig): OutboxOptions['guard'] => ({
  inject: [Resilience],
  useFactory: (resilience: Resilience) => {
    const queue = resilience.dependency(queueDependency(longestPublish(config)));
    return (publish) => queue.run(publish, { isReplayable: true });
  },
});
