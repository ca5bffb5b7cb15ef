import { inEmails } from './sentences/emails.ts';
import { aboutPayments } from './sentences/payments.ts';
import { inRefusals } from './sentences/refusals.ts';
import { aboutDisputes, aboutRefunds } from './sentences/refunds.ts';
import { atTheEdge } from './sentences/edge.ts';
import { type Statement } from './statement.ts';

/**
 * Each sentence that a customer can read, with the predicate over the ledgers that makes it true. A sentence
 * that is not listed fails every scenario that shows it.
 */
export const statements: readonly Statement[] = [
  ...aboutPayments,
  ...aboutRefunds,
  ...aboutDisputes,
  ...inRefusals,
  ...atTheEdge,
  ...inEmails,
];
