import { metrics } from '@holdfast/service-defaults';
import { Counter } from 'prom-client';

export const otherEvents = new Counter({
  name: 'payments_other_events_total',
  help: 'Signed Stripe events of another account, or of the other mode (live or test) than our key.',
  labelNames: ['of'] as const,
  registers: [metrics],
});
