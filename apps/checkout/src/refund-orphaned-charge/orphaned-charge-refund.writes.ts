import { type IdempotentRequest, type Write } from '@holdfast/idempotency';
import { historyWrite } from '../order/order-event.writes.ts';
import { type ChargedOrder, extraChargeEmail, refundFailedEmail } from './extra-charge-emails.writes.ts';
import {
  failedType,
  type OrphanedChargeRefund,
  refundedText,
  refundedType,
  settledLine,
  startedTexts,
  type WhyUnfulfillable,
} from './orphaned-charge-refund.ts';

/**
 * Stores the refund together with the claim of its key, which stays with it for good, and informs the
 * customer of a known order.
 */
export function requestOrphanedChargeRefund(
  { paymentId, orderId }: OrphanedChargeRefund,
  order: ChargedOrder | undefined,
  why: WhyUnfulfillable,
  { keyHash, fingerprint }: IdempotentRequest,
): Write[] {
  return [
    {
      name: 'orphaned_charge_refund_row',
      after: 'claim',
      given: {
        key_hash: ['uuid', keyHash],
        key_fingerprint: ['bytea', fingerprint],
        payment_id: ['text', paymentId],
        order_id: ['text', orderId],
        why: ['text', why],
      },
      text: `insert into orphaned_charge_refund (key_hash, key_fingerprint, payment_id, order_id, operation_id, why, status)
             select key_hash, key_fingerprint, payment_id, order_id, operation_id, why, 'pending' from given returning operation_id`,
    },
    historyOfKnown(
      'started_event',
      'orphaned_charge_refund_row',
      orderId,
      'orphaned_charge_refund_started',
      startedTexts[why],
    ),
    ...extraChargeEmail(paymentId, order, why, 'orphaned_charge_refund_row'),
  ];
}

/**
 * Settles the refund once. A succeeded one may still fail when the bank returns the money. `after` names the
 * write it depends on.
 */
export function settleOrphanedChargeRefund(
  refund: OrphanedChargeRefund,
  order: ChargedOrder | undefined,
  after: string,
): Write[] {
  const { paymentId, orderId, status, paymentRefundId } = refund;
  const line = settledLine(refund);
  if (status === 'pending') return [recordAccepted(paymentId, paymentRefundId, after)];
  return [
    {
      name: 'orphaned_charge_refund_settled',
      after,
      given: {
        payment_id: ['text', paymentId],
        status: ['text', status],
        payment_refund_id: ['text', paymentRefundId],
      },
      text: `update orphaned_charge_refund r set status = g.status, settled_at = clock_timestamp(),
                                        payment_refund_id = coalesce(g.payment_refund_id, r.payment_refund_id)
             from given g where r.payment_id = g.payment_id
               and (r.status = 'pending' or (r.status = 'succeeded' and g.status = 'failed'))
             returning g.operation_id, r.key_hash`,
    },
    historyOfKnown('ended_event', 'orphaned_charge_refund_settled', orderId, line.type, line.text),
    ...refundFailedEmail(refund, order, 'orphaned_charge_refund_settled'),
  ];
}

function recordAccepted(paymentId: string, paymentRefundId: string | null, after: string): Write {
  return {
    name: 'orphaned_charge_refund_accepted',
    after,
    given: { payment_id: ['text', paymentId], payment_refund_id: ['text', paymentRefundId] },
    text: `update orphaned_charge_refund r set payment_refund_id = g.payment_refund_id from given g
           where r.payment_id = g.payment_id and r.payment_refund_id is null returning g.operation_id`,
  };
}

/** Records that the charge of a failed refund was refunded without it, as in the provider's dashboard. */
export function recordRefundedElsewhere({
  paymentId,
  orderId,
}: Pick<OrphanedChargeRefund, 'paymentId' | 'orderId'>): Write[] {
  return [
    {
      name: 'orphaned_charge_refunded_elsewhere',
      after: 'start',
      given: { payment_id: ['text', paymentId] },
      text: `update orphaned_charge_refund r set settled_at = '-infinity' from given g
             where r.payment_id = g.payment_id and r.status = 'failed' and isfinite(r.settled_at)
             returning g.operation_id`,
    },
    historyWrite(
      'ended_event',
      'orphaned_charge_refunded_elsewhere',
      orderId,
      refundedType,
      refundedText,
      `${isKnown} and ${wasSaidToFail}`,
    ),
  ];
}

/** Only a known order has a history. */
function historyOfKnown(name: string, after: string, orderId: string, type: string, text: string): Write {
  return historyWrite(name, after, orderId, type, text, isKnown);
}

const isKnown = 'exists (select from orders o where o.order_id = g.order_id)';

/** False if its history says already that nothing was left to refund. */
const wasSaidToFail = `
  (select e.type from order_event e where e.order_id = g.order_id and e.type like 'orphaned\\_charge\\_%'
   order by e.event_id desc limit 1) = '${failedType}'`;
