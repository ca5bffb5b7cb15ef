export const operations = ['checkout', 'payment', 'refund', 'receipt', 'webhook', 'recommendations'] as const;
export type Operation = (typeof operations)[number];

export const concerns = [
  'idempotency',
  'timeout',
  'retry',
  'breaker',
  'fallback',
  'recovery',
  'observability',
] as const;
export type Concern = (typeof concerns)[number];

/** One box of the production-readiness checklist. */
export type Readiness = `${Operation}.${Concern}`;
