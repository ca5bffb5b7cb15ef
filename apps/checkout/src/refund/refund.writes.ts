import {
  formatMoney,
  sendRefund,
  type SendRefund,
  sendRefundFailed,
  type SendRefundFailed,
} from '@holdfast/contracts';
import { type IdempotentRequest, type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { nextStatus, type Order } from '../order/order.ts';
import { historyWrite, onceInHistory, patiently } from '../order/order.writes.ts';
import { type Refund, refundFailedNotice, refundPendingNotice } from './refund.ts';

/**
 * Stores a new refund, for good with the key it was asked for with, and moves the order, together with the claim of that key. An index
 * keeps an order from having two refunds that did not fail.
 */
export function requestRefund(
  refund: Refund,
  { keyHash, fingerprint }: IdempotentRequest,
  text = `A refund of ${formatMoney(refund.amount)} was requested.`,
): Write[] {
  const { orderId, amount } = refund;
  return [
    {
      name: 'refund_row',
      on: 'claim',
      given: {
        refund_id: ['text', refund.refundId],
        order_id: ['text', orderId],
        key_hash: ['uuid', keyHash],
        key_fingerprint: ['bytea', fingerprint],
        status: ['text', refund.status],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        payment_refund_id: ['text', refund.paymentRefundId],
        created_at: ['timestamptz', refund.createdAt],
      },
      text: `insert into refund (refund_id, order_id, operation_id, key_hash, key_fingerprint, status, amount_minor, currency,
                                 payment_refund_id, created_at)
             select refund_id, order_id, operation_id, key_hash, key_fingerprint, status, amount_minor, currency, payment_refund_id,
                    created_at
             from given returning operation_id`,
    },
    {
      name: 'order_moved',
      on: 'refund_row',
      given: { order_id: ['text', orderId], status: ['text', nextStatus('paid', 'refund_pending')] },
      text: `update orders o set status = g.status, notice = null from given g
             where o.order_id = g.order_id and o.status = 'paid' returning o.order_id`,
    },
    historyWrite('requested_event', 'refund_row', orderId, 'refund_requested', text),
  ];
}

/** Tells the customer that the refund is still open; once per refund. */
export function markRefundPending(refund: Refund): Write[] {
  const { refundId, orderId } = refund;
  const text = 'The refund could not be confirmed in time. We are still processing it.';
  return [
    {
      name: 'refund_open',
      on: 'ending',
      given: { refund_id: ['text', refundId] },
      text: `update refund r set told_pending_at = clock_timestamp() from given g
             where r.refund_id = g.refund_id and r.status = 'pending' and r.told_pending_at is null returning g.operation_id`,
    },
    pendingNoticeWrite(refund, 'refund_open'),
    historyWrite('open_event', 'refund_open', orderId, 'refund_uncertain', text),
  ];
}

/** Says that a person is asked, because it could not be found out what became of the refund; once per order. */
export function markRefundInReview({ orderId }: Refund): Write[] {
  const text =
    'The refund could not be confirmed automatically. Our team is checking it; it will not be sent again in the meantime.';
  return [onceInHistory('review_event', 'ending', orderId, 'refund_in_review', text)];
}

/**
 * Moves a refund and its order to their end, with the mail that says so, once: whoever comes second (the request itself, the
 * completer, an event from payments) finds them settled and writes nothing. A refund that succeeded may still fail, when the
 * customer's bank sends it back. `on` is the expression this hangs on.
 */
export function settleRefund(refund: Refund, customer: Order['customer'], on: string, now: Date): Write[] {
  const { refundId, orderId, status, amount, paymentRefundId } = refund;
  if (status === 'pending') return noteTakenOn(refund, on);
  const hasFailed = status === 'failed';
  return [
    {
      name: 'refund_settled',
      on,
      given: {
        refund_id: ['text', refundId],
        status: ['text', status],
        payment_refund_id: ['text', paymentRefundId],
      },
      text: `update refund r set status = g.status, settled_at = clock_timestamp(), failed_after_success = r.status = 'succeeded',
                                 payment_refund_id = coalesce(g.payment_refund_id, r.payment_refund_id)
             from given g where r.refund_id = g.refund_id
               and (r.status = 'pending' or (r.status = 'succeeded' and g.status = 'failed'))
             returning g.operation_id, r.key_hash, r.failed_after_success, r.told_pending_at`,
    },
    {
      name: 'order_settled',
      on: 'refund_settled',
      given: {
        order_id: ['text', orderId],
        status: ['text', nextStatus('refund_pending', hasFailed ? 'paid' : 'refunded')],
        notice: ['text', hasFailed ? refundFailedNotice(amount) : null],
      },
      text: `update orders o set status = g.status, notice = g.notice from given g
             where o.order_id = g.order_id and o.status in ('refund_pending', 'refunded') returning o.order_id`,
    },
    historyWrite(
      'settled_event',
      'refund_settled',
      orderId,
      hasFailed ? 'refund_failed' : 'order_refunded',
      hasFailed
        ? `The refund of ${formatMoney(amount)} failed. No money was returned; the order remains paid.`
        : `${formatMoney(amount)} was refunded.`,
    ),
    ...(hasFailed ? failedMailWrites(refund, customer, now) : [mailWrite(refund, customer, now)]),
  ];
}

function mailWrite(refund: Refund, customer: Order['customer'], now: Date): Write {
  const job: SendRefund = { ...mailFacts(refund, customer), refundedAt: now.toISOString() };
  const { orderId } = refund;
  return outboxWrite('refund_job', sendRefund, job, 'refund_settled', { ...patiently, aggregate: orderId });
}

/** Only a customer who believes that the money is coming gets a mail: the others have read the refusal on their screen. */
function failedMailWrites(refund: Refund, customer: Order['customer'], now: Date): Write[] {
  const job = (wasReturned: boolean): SendRefundFailed => ({
    ...mailFacts(refund, customer),
    wasReturned,
    requestedBy: 'customer',
    failedAt: now.toISOString(),
  });
  const write = (name: string, wasReturned: boolean, onlyIf: string): Write =>
    outboxWrite(name, sendRefundFailed, job(wasReturned), 'refund_settled', {
      ...patiently,
      aggregate: refund.orderId,
      onlyIf: `exists (select from refund_settled s where s.operation_id = given.operation_id and ${onlyIf})`,
    });
  return [
    write('returned_job', true, 's.failed_after_success'),
    write('failed_job', false, 'not s.failed_after_success and s.told_pending_at is not null'),
  ];
}

function mailFacts({ orderId, refundId, amount }: Refund, { email, name }: Order['customer']) {
  return { version: 1, orderId, refundId, to: email, customerName: name ?? null, amount } as const;
}

/** The provider has taken the refund on, and says nothing of its end yet. */
function noteTakenOn(refund: Refund, on: string): Write[] {
  const { refundId, orderId, paymentRefundId } = refund;
  const text = 'The refund was submitted. The bank has not confirmed it yet.';
  return [
    {
      name: 'refund_taken_on',
      on,
      given: { refund_id: ['text', refundId], payment_refund_id: ['text', paymentRefundId] },
      text: `update refund r set payment_refund_id = g.payment_refund_id,
                                 told_pending_at = coalesce(r.told_pending_at, clock_timestamp())
             from given g
             where r.refund_id = g.refund_id and r.status = 'pending' and r.payment_refund_id is null returning g.operation_id`,
    },
    pendingNoticeWrite(refund, 'refund_taken_on'),
    historyWrite('taken_on_event', 'refund_taken_on', orderId, 'refund_taken_on', text),
  ];
}

function pendingNoticeWrite({ orderId, amount }: Refund, on: string): Write {
  return {
    name: 'pending_notice',
    on,
    given: { order_id: ['text', orderId], notice: ['text', refundPendingNotice(amount)] },
    text: `update orders o set notice = g.notice from given g
           where o.order_id = g.order_id and o.status = 'refund_pending' returning o.order_id`,
  };
}
