import { type IdempotentRequest, type Write } from '@holdfast/idempotency';
import { nextStatus, type Order } from '../order/order.ts';
import { historyWrite, onceInHistory } from '../order/order-event.writes.ts';
import { reportWrites } from './refund-report.writes.ts';
import { type Refund, refundFailedNotice, refundPendingNotice, refundText } from './refund.ts';

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
  const { orderId, amount } = refund;
  const text = `A refund of ${refundText(refund)} was requested.`;
  return [
    {
      name: 'refund_row',
      after: 'claim',
      given: {
        refund_id: ['text', refund.refundId],
        order_id: ['text', orderId],
        key_hash: ['uuid', keyHash],
        key_fingerprint: ['bytea', fingerprint],
        ordinal: ['integer', ordinal],
        requested_by: ['text', refund.requestedBy],
        lines: ['jsonb', refund.lines],
        status: ['text', refund.status],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        payment_refund_id: ['text', refund.paymentRefundId],
        created_at: ['timestamptz', refund.createdAt],
      },
      text: `insert into refund (refund_id, order_id, operation_id, key_hash, key_fingerprint, ordinal, requested_by, lines, status,
                                 amount_minor, currency, payment_refund_id, created_at)
             select refund_id, order_id, operation_id, key_hash, key_fingerprint, ordinal, requested_by, lines, status,
                    amount_minor, currency, payment_refund_id, created_at
             from given returning operation_id`,
    },
    {
      name: 'order_moved',
      after: 'refund_row',
      given: { order_id: ['text', orderId], status: ['text', nextStatus('paid', 'refund_pending')] },
      text: `update orders o set status = g.status, notice = null from given g
             where o.order_id = g.order_id and o.status = 'paid' returning o.order_id`,
    },
    historyWrite('requested_event', 'refund_row', orderId, 'refund_requested', text),
  ];
}

/** Notifies the customer that the refund is pending; once per refund. */
export function markRefundPending(refund: Refund): Write[] {
  const { refundId, orderId } = refund;
  const text = 'The refund could not be confirmed in time. We are still processing it.';
  return [
    {
      name: 'refund_open',
      after: 'transition',
      given: { refund_id: ['text', refundId] },
      text: `update refund r set pending_notified_at = clock_timestamp() from given g
             where r.refund_id = g.refund_id and r.status = 'pending' and r.pending_notified_at is null returning g.operation_id`,
    },
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
    {
      name: 'refund_settled',
      after,
      given: {
        refund_id: ['text', refundId],
        status: ['text', status],
        amount_minor: ['integer', amount.amountMinor],
        payment_refund_id: ['text', paymentRefundId],
        failure: ['text', failure],
      },
      text: `update refund r set status = g.status, failure = g.failure, settled_at = clock_timestamp(), failed_after_success = r.status = 'succeeded',
                                 amount_minor = case when r.status = 'pending' then g.amount_minor else r.amount_minor end,
                                 payment_refund_id = coalesce(g.payment_refund_id, r.payment_refund_id)
             from given g where r.refund_id = g.refund_id
               and (r.status = 'pending' or (r.status = 'succeeded' and g.status = 'failed'))
             returning g.operation_id, r.key_hash, r.order_id, r.pending_notified_at, r.failed_after_success,
               r.failed_after_success as leaves_pending,
               case when r.status = 'succeeded' then r.amount_minor when r.failed_after_success then -r.amount_minor
                    else 0 end as refunded_minor`,
    },
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
  const { refundId, orderId, status, amount, requestedBy, paymentRefundId, createdAt } = refund;
  const row: Write = {
    name: 'refund_settled',
    after: 'start',
    given: {
      refund_id: ['text', refundId],
      order_id: ['text', orderId],
      key_hash: ['uuid', keyHash],
      key_fingerprint: ['bytea', fingerprint],
      requested_by: ['text', requestedBy],
      status: ['text', status],
      amount_minor: ['integer', amount.amountMinor],
      currency: ['text', amount.currency],
      payment_refund_id: ['text', paymentRefundId],
      created_at: ['timestamptz', createdAt],
    },
    text: `insert into refund (refund_id, order_id, operation_id, key_hash, key_fingerprint, requested_by, status, amount_minor, currency,
                               payment_refund_id, created_at, settled_at)
           select refund_id, order_id, operation_id, key_hash, key_fingerprint, requested_by, status, amount_minor, currency,
                  payment_refund_id, created_at, clock_timestamp()
           from given on conflict do nothing
           returning operation_id, order_id, pending_notified_at, false as failed_after_success, true as leaves_pending,
                     amount_minor as refunded_minor`,
  };
  return status === 'failed' ? [row] : [row, countWrite(refund), ...reportWrites(refund, customer, now)];
}

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
                           when o.refunded_minor + s.returned_minor >= o.amount_minor then 'refunded' else 'paid' end,
             notice = case when s.leaves_pending and o.status = 'refund_pending' then o.notice
                           when o.refunded_minor + s.returned_minor >= o.amount_minor then null else s.notice end
           from (select r.order_id, r.refunded_minor, r.leaves_pending, g.notice,
                        r.refunded_minor + (select coalesce(sum(d.amount_minor), 0) from order_dispute d
                                            where d.order_id = r.order_id and d.status = 'lost') as returned_minor
                 from refund_settled r join given g using (operation_id)) s
           where o.order_id = s.order_id and o.status in ('paid', 'refund_pending', 'refunded') returning o.order_id`,
  };
}

/** The provider accepted the refund but has not reported its result yet. */
function recordAccepted(refund: Refund, after: string): Write[] {
  const { refundId, orderId, paymentRefundId } = refund;
  const text = 'The refund was submitted. The bank has not confirmed it yet.';
  return [
    {
      name: 'refund_accepted',
      after,
      given: {
        refund_id: ['text', refundId],
        amount_minor: ['integer', refund.amount.amountMinor],
        payment_refund_id: ['text', paymentRefundId],
      },
      text: `update refund r set payment_refund_id = g.payment_refund_id, amount_minor = g.amount_minor,
                                 pending_notified_at = coalesce(r.pending_notified_at, clock_timestamp())
             from given g
             where r.refund_id = g.refund_id and r.status = 'pending' and r.payment_refund_id is null returning g.operation_id`,
    },
    pendingNoticeWrite(refund, 'refund_accepted'),
    historyWrite('accepted_event', 'refund_accepted', orderId, 'refund_accepted', text),
  ];
}

function pendingNoticeWrite({ orderId, amount }: Refund, after: string): Write {
  return {
    name: 'pending_notice',
    after,
    given: { order_id: ['text', orderId], notice: ['text', refundPendingNotice(amount)] },
    text: `update orders o set notice = g.notice from given g
           where o.order_id = g.order_id and o.status = 'refund_pending' returning o.order_id`,
  };
}
