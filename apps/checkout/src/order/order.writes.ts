import {
  formatMoney,
  refusedByProvider,
  sendPaymentFailed,
  type SendPaymentFailed,
  sendReceipt,
  type SendReceipt,
} from '@holdfast/contracts';
import {
  databaseTime,
  type IdempotentRequest,
  insertRow,
  move,
  sql,
  updateRow,
  type Write,
} from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { failureText } from './failure-text.ts';
import { historyWrite, onceInHistory } from './order-event.writes.ts';
import { columnsOf, OrderEntity } from './order.entity.ts';
import { orderMoves } from './order-moves.ts';
import {
  methodInvalidCode,
  type Order,
  pendingNotice,
  type PaymentResult,
  refusedCode,
  statusAfter,
} from './order.ts';
import { type PurchaseEvents } from './purchase-events.ts';

/**
 * 1,000 attempts with pauses of up to 10 s last about 90 minutes, so customer emails outlast most outages.
 */
export const retryThroughOutages = { attempts: 1_000 };

/** Stores a new order together with the claim of its key, which stays with the order for good. */
export function insertOrder(order: Order, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  const row = insertRow(
    OrderEntity,
    { ...columnsOf(order), keyHash, keyFingerprint: fingerprint },
    { name: 'order_row', after: 'claim' },
  );
  const text = `Order placed. ${formatMoney(order.total)} will be charged.`;
  return [row, historyWrite('placed_event', 'order_row', order.orderId, 'order_placed', text)];
}

/** Notifies the customer that the payment is pending; once per order. */
export function markPending(order: Order): Write[] {
  return [
    updateRow(
      OrderEntity,
      { orderId: order.orderId },
      {
        name: 'pending',
        after: 'transition',
        set: { notice: pendingNotice, pendingNotifiedAt: databaseTime },
        if: { status: 'payment_pending', pendingNotifiedAt: null },
      },
    ),
    historyWrite(
      'pending_event',
      'pending',
      order.orderId,
      'payment_unconfirmed',
      'The payment could not be confirmed in time. We are still processing it.',
    ),
  ];
}

/** Only the first notice counts. */
export const notifiedByNow = sql('coalesce(t.pending_notified_at, clock_timestamp())');

/**
 * Notifies the customer that the bank is transferring the money; once per order, even after another notice.
 */
export function markOnItsWay(order: Order): Write[] {
  return [
    updateRow(
      OrderEntity,
      { orderId: order.orderId },
      {
        name: 'on_its_way',
        after: 'transition',
        move: move(orderMoves.awaitTransfer, 'payment_pending'),
        set: {
          notice: order.notice,
          expectedBy: order.expectedBy,
          actionUrl: null,
          pendingNotifiedAt: notifiedByNow,
        },
        if: { expectedBy: null },
      },
    ),
    historyWrite(
      'on_its_way_event',
      'on_its_way',
      order.orderId,
      'payment_on_its_way',
      `The bank is transferring ${formatMoney(order.total)}.`,
    ),
  ];
}

/** Records that an operator has to find out the payment's result; once per order. */
export function markInReview({ orderId }: Order): Write[] {
  const text =
    'The payment could not be confirmed automatically. Our team is checking it; you will not be charged again in the meantime.';
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
  const settlement = updateRow(
    OrderEntity,
    { orderId: order.orderId },
    {
      name: 'settled',
      after,
      move: move(orderMoves.settlePayment, statusAfter(result)),
      set: {
        paymentId: result.paymentId,
        declineCode: codeOf(result),
        notice: null,
        expectedBy: null,
        actionUrl: null,
        actionExpiresAt: null,
        settledAt: databaseTime,
      },
      returning: 't.key_hash, t.pending_notified_at',
    },
  );
  return [
    settlement,
    ...(result.kind === 'paid' ? recordPaid(order, now, purchases) : recordFailed(order, result)),
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
    declineCode: result.kind === 'method_invalid' ? methodInvalidCode : codeOf(result),
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
