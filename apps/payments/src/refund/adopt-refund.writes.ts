import { executeWritesWithin, keyedRequest, type Transaction } from '@holdfast/idempotency';
import { notCountedYet } from './refund.errors.ts';
import { type Refund } from './refund.ts';
import { recordRefund, settleRefund } from './refund.writes.ts';

/**
 * Records a refund that Stripe made but that has no row here, once by its Stripe ID. Locks the payment first,
 * so that concurrent refunds count.
 * @throws Problem 503 if other refunds reserve the amount: Stripe never refunds more than was charged, so one
 * of them is about to fail.
 */
export async function adoptRefund(tx: Transaction, refund: Refund, operationId: string): Promise<void> {
  const { paymentId, refundId, providerRefundId, amount } = refund;
  const [payment] = await tx.query<{ left: number }>(
    'select amount_minor - refund_reserved_minor as left from payment where payment_id = $1 for update',
    [paymentId],
  );
  const [known] = await tx.query<{ refundId: string }>(
    'select refund_id as "refundId" from refund where refund_id = $1 or provider_refund_id = $2 for update',
    [refundId, providerRefundId],
  );
  if (known === undefined) {
    if (refund.status !== 'failed' && amount.amountMinor > (payment?.left ?? 0)) throw notCountedYet();
    const request = keyedRequest('reconciliation', providerRefundId ?? refundId, '');
    await executeWritesWithin(tx, operationId, recordRefund(refund, request));
  }
  const settled = { ...refund, refundId: known?.refundId ?? refundId };
  await executeWritesWithin(tx, operationId, settleRefund(settled, 'start'));
}
