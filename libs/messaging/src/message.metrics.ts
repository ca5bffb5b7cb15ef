import { metrics } from '@holdfast/service-defaults';
import { Counter, Histogram } from '@prometheus-io/client';

/**
 * The outcome of a delivery. `done`: handled. `duplicate`: processed before. `retried`: failed, and will be
 * retried. `dead`: failed permanently.
 */
export type DeliveryOutcome = (typeof outcomes)[number];
const outcomes = ['done', 'duplicate', 'retried', 'dead'] as const;

export const messagesHandled = new Counter({
  name: 'messaging_messages_handled_total',
  help: 'Deliveries of messages, by outcome: done, duplicate, retried, dead.',
  labelNames: ['queue', 'name', 'outcome'] as const,
  registers: [metrics],
});

/**
 * Buckets from 5 ms to 10 s, as for HTTP requests. A handler may run longer than the lock, which its worker
 * renews.
 */
export const handlingTime = new Histogram({
  name: 'messaging_message_handling_duration_seconds',
  help: 'Duration of message handlers, failures included.',
  labelNames: ['queue', 'name'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

/** Replaces names without a handler: they come from outside and must not create new series. */
export const unknownName = 'unknown';

/** Starts the counters of a queue at 0: the first dead letter must be an increase, also for an alert. */
export function startCounting(queue: string, names: Iterable<string>): void {
  for (const name of names) for (const outcome of outcomes) messagesHandled.inc({ queue, name, outcome }, 0);
  messagesHandled.inc({ queue, name: unknownName, outcome: 'dead' }, 0);
}
