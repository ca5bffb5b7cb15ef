import { reconciliationComment } from '../postgres/background-comment.ts';
import { type ReconciliationDatabase } from './run-store.ts';

/** A difference that is about to be repaired. */
export interface RepairedDifference {
  readonly kind: string;
  readonly found: string;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
}

const insert = `${reconciliationComment}
  insert into reconciliation_repair (kind, found, order_id, payment_id, refund_id) values ($1, $2, $3, $4, $5)`;

/** Commits a row about a repair before it is made, also about one that fails then. */
export async function recordRepair(
  database: ReconciliationDatabase,
  { kind, found, orderId, paymentId, refundId }: RepairedDifference,
): Promise<void> {
  await database.query(insert, [kind, found, orderId, paymentId, refundId]);
}
