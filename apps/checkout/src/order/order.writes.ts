import {
  formatMoney,
  refusedByProvider,
  sendPaymentFailed,
  type SendPaymentFailed,
  sendReceipt,
  type SendReceipt,
} from '@holdfast/contracts';
import { type IdempotentRequest, type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { failureText } from './failure-text.ts';
import { historyWrite, onceInHistory } from './order-event.writes.ts';
import { type Order, pendingNotice, type PaymentResult, refusedCode, settle } from './order.ts';
import { type PurchaseEvents } from './purchase-events.ts';

/**
 * 1,000 attempts with pauses of up to 10 s last about 90 minutes, so customer emails outlast most outages.
 */
export const retryThroughOutages = { attempts: 1_000 };

/** Stores a new order together with the claim of its key, which stays with the order for good. */
export function insertOrder(order: Order, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  const row: Write = {
    name: 'order_row',
    after: 'claim',
    given: {
      order_id: ['text', order.orderId],
      key_hash: ['uuid', keyHash],
      key_fingerprint: ['bytea', fingerprint],
      status: ['text', order.status],
      customer_email: ['text', order.customer.email],
      customer_name: ['text', order.customer.name],
      lines: ['jsonb', order.lines],
      amount_minor: ['integer', order.total.amountMinor],
      currency: ['text', order.total.currency],
      created_at: ['timestamptz', order.createdAt],
    },
    text: `insert into orders (order_id, operation_id, key_hash, key_fingerprint, status, customer_email, customer_name, lines,
                               amount_minor, currency, created_at)
           select order_id, operation_id, key_hash, key_fingerprint, status, customer_email, customer_name, lines,
                  amount_minor, currency, created_at
           from given returning operation_id`,
  };
  const text = `Order placed. ${formatMoney(order.total)} will be charged.`;
  return [row, historyWrite('placed_event', 'order_row', order.orderId, 'order_placed', text)];
}

/** Notifies the customer that the payment is pending; once per order. */
export function markPending(order: Order): Write[] {
  return [
    {
      name: 'pending',
      after: 'transition',
      given: { order_id: ['text', order.orderId], notice: ['text', pendingNotice] },
      text: `update orders o set notice = g.notice, pending_notified_at = clock_timestamp() from given g
             where o.order_id = g.order_id and o.status = 'payment_pending' and o.pending_notified_at is null
             returning g.operation_id`,
    },
    historyWrite(
      'pending_event',
      'pending',
      order.orderId,
      'payment_unconfirmed',
      'The payment could not be confirmed in time. We are still processing it.',
    ),
  ];
}

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/**
 * Notifies the customer that the bank is transferring the money; once per order, even after another notice.
 */
export function markOnItsWay(order: Order): Write[] {
  const arrival =
    order.expectedBy === null ? '' : ` It should arrive by ${day.format(new Date(order.expectedBy))}.`;
  return [
    {
      name: 'on_its_way',
      after: 'transition',
      given: {
        order_id: ['text', order.orderId],
        notice: ['text', order.notice],
        expected_by: ['timestamptz', order.expectedBy],
      },
      text: `update orders o set status = 'payment_pending', notice = g.notice, expected_by = g.expected_by, action_url = null,
                                 pending_notified_at = coalesce(o.pending_notified_at, clock_timestamp())
             from given g where o.order_id = g.order_id and o.status in ('payment_pending', 'requires_action') and o.expected_by is null
             returning g.operation_id`,
    },
    historyWrite(
      'on_its_way_event',
      'on_its_way',
      order.orderId,
      'payment_on_its_way',
      `The bank is transferring ${formatMoney(order.total)}.${arrival}`,
    ),
  ];
}

/** Records that an operator has to find out the payment's result; once per order. */
export function markInReview({ orderId }: Order): Write[] {
  const text =
    'The payment could not be confirmed automatically. Our team is checking it; the card will not be charged again in the meantime.';
  return [onceInHistory('review_event', 'transition', orderId, 'payment_in_review', text)];
}

/**
 * Settles an order that awaits its payment once, with its email and event; later callers change nothing.
 * `after` names the write it depends on.
 */
export function settleOrder(
  order: Order,
  result: PaymentResult,
  after: string,
  now: Date,
  purchases: PurchaseEvents,
): Write[] {
  const settled = settle({ ...order, status: 'payment_pending' }, result);
  const move: Write = {
    name: 'settled',
    after,
    given: {
      order_id: ['text', order.orderId],
      status: ['text', settled.status],
      payment_id: ['text', result.paymentId],
      decline_code: ['text', codeOf(result)],
    },
    text: `update orders o set status = g.status, payment_id = g.payment_id, decline_code = g.decline_code, notice = null,
                               expected_by = null, action_url = null, action_expires_at = null, settled_at = clock_timestamp()
           from given g where o.order_id = g.order_id and o.status in ('payment_pending', 'requires_action')
           returning g.operation_id, o.key_hash, o.pending_notified_at`,
  };
  return [
    move,
    ...(result.kind === 'paid' ? recordPaid(settled, now, purchases) : recordFailed(settled, result)),
  ];
}

function recordPaid(order: Order, now: Date, purchases: PurchaseEvents): Write[] {
  const recipient = { to: order.customer.email, customerName: order.customer.name ?? null };
  const paidAt = now.toISOString();
  const receipt: SendReceipt = {
    version: 1,
    orderId: order.orderId,
    ...recipient,
    lines: [...order.lines],
    total: order.total,
    paidAt,
  };
  return [
    outboxWrite('receipt_job', sendReceipt, receipt, 'settled', {
      ...retryThroughOutages,
      aggregate: order.orderId,
    }),
    ...purchases.of(order, paidAt),
    historyWrite(
      'settled_event',
      'settled',
      order.orderId,
      'order_paid',
      `Payment of ${formatMoney(order.total)} received. A receipt is on its way.`,
    ),
  ];
}

const wasNotifiedPending =
  'exists (select from settled s where s.operation_id = given.operation_id and s.pending_notified_at is not null)';

/** Only customers who saw "pending" get an email; the others saw the refusal on screen. */
function recordFailed(order: Order, result: Exclude<PaymentResult, { kind: 'paid' }>): Write[] {
  const email: SendPaymentFailed = {
    version: 1,
    orderId: order.orderId,
    to: order.customer.email,
    customerName: order.customer.name ?? null,
    total: order.total,
    declineCode: codeOf(result),
  };
  return [
    outboxWrite('failed_job', sendPaymentFailed, email, 'settled', {
      ...retryThroughOutages,
      aggregate: order.orderId,
      onlyIf: wasNotifiedPending,
    }),
    historyWrite('settled_event', 'settled', order.orderId, 'payment_failed', failureText(result)),
  ];
}

/** Stored in the column `decline_code`. */
function codeOf(result: PaymentResult): string | null {
  if (result.kind === 'refused') return refusedCode;
  if (result.kind === 'unavailable') return refusedByProvider;
  return result.kind === 'declined' ? result.declineCode : null;
}
