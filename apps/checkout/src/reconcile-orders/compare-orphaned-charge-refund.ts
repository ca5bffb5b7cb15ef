import { formatMoney, type LedgerPayment } from '@holdfast/contracts';
import { canBecome } from '../refund/refund.ts';
import {
  type OrphanedChargeRefund,
  withoutFailedBefore,
} from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { eventFor } from './compare-refunds.ts';
import { type Finding } from './finding.ts';

/** Compares the refund of a charge without an order to fulfill; undefined if payments has no other result. */
export function compareOrphanedChargeRefund(
  refund: OrphanedChargeRefund,
  payment: LedgerPayment,
  quietMs: number,
): Finding | undefined {
  const { orderId, paymentId, status, paymentRefundId } = refund;
  const known = { orderId, paymentId, quietMs };
  if (payment.status === 'refunded' && status !== 'pending')
    return status === 'succeeded'
      ? undefined
      : {
          ...known,
          refundId: payment.refunds.findLast((each) => each.status === 'succeeded')?.refundId ?? null,
          kind: 'refund_missing_on_order',
          found: `The extra charge of ${formatMoney(payment.amount)} was refunded, but is recorded as not refunded.`,
          then: { repair: { kind: 'record_refunded_elsewhere', orderId, paymentId } },
        };
  const made = withoutFailedBefore(payment, refund).refunds.find(
    ({ reference, refundId }) => reference === paymentId || refundId === paymentRefundId,
  );
  if (made === undefined || made.status === 'pending' || !canBecome(status, made.status)) return undefined;
  return {
    ...known,
    refundId: made.refundId,
    kind: status === 'pending' ? 'refund_settled_order_refund_pending' : 'refund_failed_order_refunded',
    found: `The refund of an extra charge of ${formatMoney(payment.amount)} ${made.status} at payments, but is recorded as ${status}.`,
    then: { repair: { kind: 'settle_refund', event: eventFor(payment, made, paymentId) } },
  };
}
