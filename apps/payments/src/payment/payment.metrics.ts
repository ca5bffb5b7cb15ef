import { metrics } from '@holdfast/service-defaults';
import { Counter } from 'prom-client';

/** `found`: webhook, read_back. */
export const strangers = new Counter({
  name: 'payments_not_of_payment_total',
  help: 'Stripe payment intents that name a payment but do not match its charge in amount, currency, mode or ID.',
  labelNames: ['found'] as const,
  registers: [metrics],
});

/** `result`: opened, confirmed, declined, expired. */
export const bankConfirmations = new Counter({
  name: 'payments_bank_confirmations_total',
  help: 'Confirmations that banks wanted from customers (3-D Secure), by result. opened counts each once more.',
  labelNames: ['result'] as const,
  registers: [metrics],
});
