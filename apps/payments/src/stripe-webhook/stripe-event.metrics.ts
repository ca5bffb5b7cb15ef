import { metrics } from '@holdfast/service-defaults';
import { Counter, Histogram } from '@prometheus-io/client';

export const otherEvents = new Counter({
  name: 'payments_other_events_total',
  help: 'Signed Stripe events of another account, or of the other mode (live or test) than our key.',
  labelNames: ['of'] as const,
  registers: [metrics],
});

/**
 * How far behind webhooks are. Events that Stripe never delivers are not in it: if its count stands still
 * while charges are made, none arrive.
 */
export const webhookDelay = new Histogram({
  name: 'payments_webhook_delay_seconds',
  help: "Time from an event at Stripe until it was accepted here, over all redeliveries. Stripe's clock counts whole seconds.",
  buckets: [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400],
  registers: [metrics],
});
