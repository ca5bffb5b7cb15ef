export const operations = [
  'checkout',
  'payment',
  'confirmation',
  'refund',
  'receipt',
  'webhook',
  'recommendations',
] as const;
export type Operation = (typeof operations)[number];

/** An operation whose messages are struck. A confirmation that never comes has messages of its own. */
export type Enumerable = Operation | 'expiry';

/** The row of the checklist that an enumeration proves. */
export const rowOf = (operation: Enumerable): Operation =>
  operation === 'expiry' ? 'confirmation' : operation;

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

export const isReadiness = (text: string): text is Readiness =>
  operations.some((operation) => concerns.some((concern) => text === `${operation}.${concern}`));
