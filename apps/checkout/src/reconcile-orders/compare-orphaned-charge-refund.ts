import { formatMoney, type LedgerPayment } from '@holdfast/contracts';
import { canBecome } from '../refund/refund.ts';
import { type OrphanedChargeRefund } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { eventFor } from './compare-refunds.ts';
import { type Finding } from './finding.ts';

/** Compares the refund of a charge without an order to fulfill; undefined if payments has no other result. */
export function compareOrphanedChargeRefund(
  { orderId, paymentId, status, paymentRefundId }: OrphanedChargeRefund,
  payment: LedgerPayment,
  quietMs: number,
): Finding | undefined {
  const made = payment.refunds.find(
    ({ reference, refundId }) => reference === paymentId || refundId === paymentRefundId,
  );
  if (made === undefined || made.status === 'pending' || !canBecome(status, made.status)) return undefined;
  return {
    orderId,
    paymentId,
    refundId: made.refundId,
    kind: status === 'pending' ? 'refund_settled_order_refund_pending' : 'refund_failed_order_refunded',
    found: `The refund of an extra charge of ${formatMoney(payment.amount)} ${made.status} at payments, but is recorded as ${status}.`,
    quietMs,
    then: { repair: { kind: 'settle_refund', event: eventFor(payment, made, paymentId) } },
  };
}
