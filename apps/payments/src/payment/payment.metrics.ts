import { metrics } from '@holdfast/service-defaults';
import { Counter } from '@prometheus-io/client';

/** `found`: webhook, read_back. */
export const strangers = new Counter({
  name: 'payments_not_of_payment_total',
  help: 'Payment intents, disputes and fraud warnings at Stripe that do not match the charge of their payment in amount, currency, mode or ID.',
  labelNames: ['found'] as const,
  registers: [metrics],
});

// The first event must be an increase, also for an alert.
for (const found of ['webhook', 'read_back']) strangers.inc({ found }, 0);

/** `result`: opened, confirmed, declined, expired. */
export const bankConfirmations = new Counter({
  name: 'payments_bank_confirmations_total',
  help: 'Confirmations that banks wanted from customers (3-D Secure), by result. opened counts each once more.',
  labelNames: ['result'] as const,
  registers: [metrics],
});
