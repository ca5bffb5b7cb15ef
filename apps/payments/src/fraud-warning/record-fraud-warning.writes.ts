import { type Transaction } from '@holdfast/idempotency';
import { type FraudWarning } from './fraud-warning.ts';

/**
 * Records an early fraud warning, unless something newer is known. Of two reports of the same second, the one
 * that ends the warning counts: a charge stays disputed or refunded.
 */
export async function recordFraudWarning(
  tx: Transaction,
  paymentId: string,
  { warningId, actionable, fraudType, createdAt, reportedAt }: FraudWarning,
): Promise<void> {
  await tx.query(
    `insert into early_fraud_warning as w (warning_id, payment_id, fraud_type, actionable, reported_at, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (warning_id) do update
       set fraud_type = excluded.fraud_type, actionable = excluded.actionable, reported_at = excluded.reported_at
       where excluded.reported_at > w.reported_at
          or (excluded.reported_at = w.reported_at and w.actionable and not excluded.actionable)`,
    [warningId, paymentId, fraudType, actionable, reportedAt, createdAt],
  );
}
