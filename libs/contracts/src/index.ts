export * from './checkout.ts';
export * from './emails.ts';
export * from './ids.ts';
export * from './messages.ts';
export * from './money.ts';
export * from './payments.ts';
export * from './problem.ts';
export * from './recommendations.ts';
