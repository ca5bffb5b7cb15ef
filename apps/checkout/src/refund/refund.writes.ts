import {
  databaseTime,
  type IdempotentRequest,
  insertRow,
  move,
  sql,
  updateRow,
  type Write,
} from '@holdfast/idempotency';
import { OrderEntity } from '../order/order.entity.ts';
import { historyWrite, onceInHistory } from '../order/order-event.writes.ts';
import { orderMoves } from '../order/order-moves.ts';
import { type Order } from '../order/order.ts';
import { notifiedByNow } from '../order/order.writes.ts';
import { reportWrites } from './refund-report.writes.ts';
import { RefundEntity } from './refund.entity.ts';
import { type Refund, refundFailedNotice, refundMoves, refundPendingNotice, refundText } from './refund.ts';

/**
 * Stores a new refund and moves the order, together with the claim of the key, which stays with the refund
 * for good. `ordinal` counts the order's refunds: if two requests saw the same paid order, a unique index
 * admits one.
 */
export function requestRefund(
  refund: Refund,
  ordinal: number,
  { keyHash, fingerprint }: IdempotentRequest,
): Write[] {
  const { orderId } = refund;
  const text = `A refund of ${refundText(refund)} was requested.`;
  return [
    insertRow(
      RefundEntity,
      { ...columnsOf(refund), keyHash, keyFingerprint: fingerprint, ordinal, lines: refund.lines },
      { name: 'refund_row', after: 'claim' },
    ),
    updateRow(
      OrderEntity,
      { orderId },
      {
        name: 'order_moved',
        after: 'refund_row',
        move: move(orderMoves.requestRefund, 'refund_pending'),
        set: { notice: null },
      },
    ),
    historyWrite('requested_event', 'refund_row', orderId, 'refund_requested', text),
  ];
}

/** Notifies the customer that the refund is pending; once per refund. */
export function markRefundPending(refund: Refund): Write[] {
  const { refundId, orderId } = refund;
  const text = 'The refund could not be confirmed in time. We are still processing it.';
  return [
    updateRow(
      RefundEntity,
      { refundId },
      {
        name: 'refund_open',
        after: 'transition',
        set: { pendingNotifiedAt: databaseTime },
        if: { status: 'pending', pendingNotifiedAt: null },
      },
    ),
    pendingNoticeWrite(refund, 'refund_open'),
    historyWrite('open_event', 'refund_open', orderId, 'refund_unconfirmed', text),
  ];
}

/** Records that an operator has to find out the refund's result; once per order. */
export function markRefundInReview({ orderId }: Refund): Write[] {
  const text =
    'The refund could not be confirmed automatically. Our team is checking it; it will not be sent again in the meantime.';
  return [onceInHistory('review_event', 'transition', orderId, 'refund_in_review', text)];
}

/**
 * Settles a refund and its order once, with the history entry and the email; later callers change nothing. A
 * succeeded refund may still fail when the customer's bank returns the money. `after` names the write it
 * depends on.
 */
export function settleRefund(refund: Refund, customer: Order['customer'], after: string, now: Date): Write[] {
  const { refundId, status, amount, paymentRefundId, failure } = refund;
  if (status === 'pending') return recordAccepted(refund, after);
  return [
    updateRow(
      RefundEntity,
      { refundId },
      {
        name: 'refund_settled',
        after,
        move: move(refundMoves, status),
        set: {
          failure,
          settledAt: databaseTime,
          failedAfterSuccess: sql("t.status = 'succeeded'"),
          amountMinor: sql(
            "case when t.status = 'pending' then g.amount_minor else t.amount_minor end",
            amount.amountMinor,
          ),
          paymentRefundId: sql('coalesce(g.payment_refund_id, t.payment_refund_id)', paymentRefundId),
        },
        returning: `t.key_hash, t.order_id, t.pending_notified_at, t.failed_after_success, t.failed_after_success as leaves_pending,
          case when t.status = 'succeeded' then t.amount_minor when t.failed_after_success then -t.amount_minor else 0 end
            as refunded_minor`,
      },
    ),
    countWrite(refund),
    ...reportWrites(refund, customer, now),
  ];
}

/**
 * Stores a refund made at the payment provider, once per refund ID of payments, and reports it like any
 * other. A failed one is stored too, so that older events about it have no effect. The first write depends on
 * `start`.
 */
export function recordShopRefund(
  refund: Refund,
  customer: Order['customer'],
  { keyHash, fingerprint }: IdempotentRequest,
  now: Date,
): Write[] {
  const row = insertRow(
    RefundEntity,
    { ...columnsOf(refund), keyHash, keyFingerprint: fingerprint, settledAt: databaseTime },
    {
      name: 'refund_settled',
      after: 'start',
      ifAbsent: true,
      returning: `t.order_id, t.pending_notified_at, false as failed_after_success, true as leaves_pending,
        t.amount_minor as refunded_minor`,
    },
  );
  return refund.status === 'failed'
    ? [row]
    : [row, countWrite(refund), ...reportWrites(refund, customer, now)];
}

const countable = orderMoves.countRefund.paid.map((status) => `'${status}'`).join(', ');

/** Lost disputes alone leave an order `paid`, whether its refund fails before or after the decision. */
const isRefunded = `o.refunded_minor + s.refunded_minor > 0 and o.refunded_minor + s.returned_minor >= o.amount_minor`;

/**
 * Adds the refund to the order's total; the order is `refunded` once refunds and lost disputes leave
 * nothing. A refund in progress is not affected.
 */
function countWrite(refund: Refund): Write {
  return {
    name: 'order_settled',
    after: 'refund_settled',
    given: { notice: ['text', refund.status === 'failed' ? refundFailedNotice(refund) : null] },
    text: `update orders o set refunded_minor = greatest(0, o.refunded_minor + s.refunded_minor),
             status = case when s.leaves_pending and o.status = 'refund_pending' then o.status
                           when ${isRefunded} then 'refunded' else 'paid' end,
             notice = case when s.leaves_pending and o.status = 'refund_pending' then o.notice
                           when ${isRefunded} then null else s.notice end
           from (select r.order_id, r.refunded_minor, r.leaves_pending, g.notice,
                        r.refunded_minor + (select coalesce(sum(d.amount_minor), 0) from order_dispute d
                                            where d.order_id = r.order_id and d.status = 'lost') as returned_minor
                 from refund_settled r join given g using (operation_id)) s
           where o.order_id = s.order_id and o.status in (${countable}) returning o.order_id`,
  };
}

/** The provider accepted the refund but has not reported its result yet. */
function recordAccepted(refund: Refund, after: string): Write[] {
  const { refundId, orderId, paymentRefundId } = refund;
  const text = 'The refund was submitted but is not confirmed yet.';
  return [
    updateRow(
      RefundEntity,
      { refundId },
      {
        name: 'refund_accepted',
        after,
        set: {
          paymentRefundId,
          amountMinor: refund.amount.amountMinor,
          pendingNotifiedAt: notifiedByNow,
        },
        if: { status: 'pending', paymentRefundId: null },
      },
    ),
    pendingNoticeWrite(refund, 'refund_accepted'),
    historyWrite('accepted_event', 'refund_accepted', orderId, 'refund_accepted', text),
  ];
}

function pendingNoticeWrite({ orderId, amount }: Refund, after: string): Write {
  return updateRow(
    OrderEntity,
    { orderId },
    { name: 'pending_notice', after, set: { notice: refundPendingNotice(amount) } },
  );
}

const columnsOf = ({
  refundId,
  orderId,
  requestedBy,
  status,
  amount,
  paymentRefundId,
  createdAt,
}: Refund) => ({
  refundId,
  orderId,
  requestedBy,
  status,
  amountMinor: amount.amountMinor,
  currency: amount.currency,
  paymentRefundId,
  createdAt,
});
