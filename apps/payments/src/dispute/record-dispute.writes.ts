import { type DisputeChanged, disputeChanged, type DisputeStatus } from '@holdfast/contracts';
import { executeWritesWithin, type Transaction } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Payment } from '../payment/payment.ts';
import { differs, type Dispute, isClosed, isFailedDebit, isNewer } from './dispute.ts';

export type DisputedPayment = Pick<Payment, 'paymentId' | 'orderId'>;

export interface RecordedDispute {
  readonly dispute: Dispute;
  /** The dispute before this report; undefined if it was unknown. */
  readonly before: Dispute | undefined;
}

/**
 * Records what the provider reported, unless something newer is known, and notifies checkout of each change.
 * Locks the payment first, so that refunds count disputes and disputes count each other. Undefined if nothing
 * was recorded.
 */
export async function recordDispute(
  tx: Transaction,
  { paymentId, orderId }: DisputedPayment,
  dispute: Dispute,
  operationId: string,
): Promise<RecordedDispute | undefined> {
  await tx.query('select from payment where payment_id = $1 for update', [paymentId]);
  const known = await findDispute(tx, dispute.disputeId);
  if (known !== undefined && !isNewer(dispute, known)) return undefined;
  const isChanged = known === undefined || differs(dispute, known);
  const revision = (known?.revision ?? 0) + (isChanged ? 1 : 0);
  await store(tx, paymentId, dispute, revision);
  await tx.query(sumDisputes, [paymentId]);
  if (isChanged) {
    const { disputeId, status, amount, evidenceDueBy } = dispute;
    const event: DisputeChanged = {
      ...{ version: 1, orderId, paymentId, disputeId, revision },
      ...{ status, amount, evidenceDueBy, isFailedDebit: isFailedDebit(dispute) },
    };
    const write = outboxWrite('dispute_notified', disputeChanged, event, 'start', { aggregate: orderId });
    await executeWritesWithin(tx, operationId, [write]);
  }
  return { dispute, before: known };
}

export interface DisputeRow {
  readonly dispute_id: string;
  readonly status: DisputeStatus;
  readonly amount_minor: number;
  readonly currency: string;
  readonly reason: string;
  readonly provider_status: string;
  readonly evidence_due_by: Date | null;
  readonly opened_at: Date;
  readonly reported_at: Date;
  readonly revision: number;
}

export const disputeIn = (row: DisputeRow): Dispute & { readonly revision: number } => ({
  disputeId: row.dispute_id,
  status: row.status,
  amount: { amountMinor: row.amount_minor, currency: row.currency },
  evidenceDueBy: row.evidence_due_by?.toISOString() ?? null,
  reason: row.reason,
  providerStatus: row.provider_status,
  openedAt: row.opened_at.toISOString(),
  reportedAt: row.reported_at.toISOString(),
  revision: row.revision,
});

async function findDispute(
  tx: Transaction,
  disputeId: string,
): Promise<ReturnType<typeof disputeIn> | undefined> {
  const [row] = await tx.query<DisputeRow>('select * from dispute where dispute_id = $1', [disputeId]);
  return row && disputeIn(row);
}

async function store(tx: Transaction, paymentId: string, dispute: Dispute, revision: number): Promise<void> {
  const { amount, status, reportedAt } = dispute;
  await tx.query(
    `insert into dispute (dispute_id, payment_id, status, amount_minor, currency, reason, provider_status, evidence_due_by,
                          revision, reported_at, opened_at, closed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (dispute_id) do update
       set status = excluded.status, amount_minor = excluded.amount_minor, reason = excluded.reason,
           provider_status = excluded.provider_status, evidence_due_by = excluded.evidence_due_by, revision = excluded.revision,
           reported_at = excluded.reported_at, changed_at = clock_timestamp(), closed_at = excluded.closed_at`,
    [
      ...[dispute.disputeId, paymentId, status, amount.amountMinor, amount.currency],
      ...[dispute.reason, dispute.providerStatus, dispute.evidenceDueBy, revision, reportedAt],
      ...[dispute.openedAt, isClosed(status) ? reportedAt : null],
    ],
  );
}

const sumDisputes = `
  update payment p set disputes_open_minor = d.open, disputes_lost_minor = d.lost
  from (select coalesce(sum(amount_minor) filter (where status in ('needs_response', 'under_review')), 0)::integer as open,
               coalesce(sum(amount_minor) filter (where status = 'lost'), 0)::integer as lost
        from dispute where payment_id = $1) d
  where p.payment_id = $1`;
