import { metrics } from '@holdfast/service-defaults';
import { Counter } from 'prom-client';

/** `found`: webhook, read_back. */
export const strangers = new Counter({
  name: 'payments_not_of_payment_total',
  help: 'Intents that Stripe told of under the name of a payment, and that are not its charge: another amount, currency, mode or id.',
  labelNames: ['found'] as const,
  registers: [metrics],
});
