import { metrics } from '@holdfast/service-defaults';
import { Counter, Histogram } from 'prom-client';

/**
 * How a delivery ended. `done`: handled. `duplicate`: its message had its effect before. `retried`: it failed, and is tried again.
 * `dead`: given up. `expired`: given up because its time had passed.
 */
export type DeliveryOutcome = 'done' | 'duplicate' | 'retried' | 'dead' | 'expired';

export const messagesHandled = new Counter({
  name: 'messaging_messages_handled_total',
  help: 'Deliveries of messages by how they ended: done, duplicate, retried, dead, expired.',
  labelNames: ['queue', 'name', 'outcome'] as const,
  registers: [metrics],
});

/** Buckets: 5 ms to 10 s, as of HTTP requests; a handler that takes longer than its worker's lock is renewed, not lost. */
export const handlingTime = new Histogram({
  name: 'messaging_message_handling_duration_seconds',
  help: 'Time that handlers took, whether they succeeded or not.',
  labelNames: ['queue', 'name'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

/** What stands for names that nobody handles here: they come from outside, and must not make new series. */
export const unknownName = 'unknown';
