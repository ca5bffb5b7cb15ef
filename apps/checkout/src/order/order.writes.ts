import {
  formatMoney,
  orderPaid,
  type OrderPaid,
  sendPaymentFailed,
  type SendPaymentFailed,
  sendReceipt,
  type SendReceipt,
  settlePayment,
  type SettlePayment,
} from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Order, pendingNotice, type PaymentResult, settle } from './order.ts';

/** 1,000 tries with pauses up to 10 s last about an hour and a half: what a person is waiting for outlives an outage. */
const patiently = { attempts: 1_000 };

/** Stores a new order, and the exact request it will send to payments, together with the claim of its key. */
export function insertOrder(order: Order, paymentRequest: string): Write[] {
  const row: Write = {
    name: 'order_row',
    text: `insert into orders (order_id, operation_id, status, customer_email, customer_name, lines, amount_minor, currency,
                               payment_request, created_at)
           select $1, claim.operation_id, $2, $3, $4, $5::jsonb, $6::integer, $7, $8, $9::timestamptz from claim
           returning order_id`,
    values: [
      order.orderId,
      order.status,
      order.customer.email,
      order.customer.name ?? null,
      JSON.stringify(order.lines),
      order.total.amountMinor,
      order.total.currency,
      paymentRequest,
      order.createdAt,
    ],
  };
  const text = `The order was placed. ${formatMoney(order.total)} are to be charged.`;
  return [row, historyWrite('placed_event', 'order_row', order.orderId, 'order_placed', text)];
}

/** Tells the customer that the payment is still open, and puts the job that settles it into the outbox; once per order. */
export function markPending(order: Order): Write[] {
  const job: SettlePayment = { version: 1, orderId: order.orderId };
  return [
    {
      name: 'pending',
      text: `update orders set notice = $1, told_pending_at = clock_timestamp() from ending
             where order_id = $2 and status = 'payment_pending' and told_pending_at is null returning order_id`,
      values: [pendingNotice, order.orderId],
    },
    outboxWrite('settle_job', settlePayment, job, 'pending', patiently),
    historyWrite(
      'pending_event',
      'pending',
      order.orderId,
      'payment_uncertain',
      'The payment could not be confirmed in time. It is being settled in the background.',
    ),
  ];
}

/**
 * Moves a pending order to its end, with its mails and events, once: whoever comes second (the request itself, the settling job,
 * an event from payments) finds it settled and writes nothing. `from` is the expression this hangs on.
 */
export function settleOrder(order: Order, result: PaymentResult, from: string, now: Date): Write[] {
  const settled = settle({ ...order, status: 'payment_pending' }, result);
  const move: Write = {
    name: 'settled',
    text: `update orders set status = $1, payment_id = $2, decline_code = $3, notice = null, settled_at = clock_timestamp()
           from ${from} where order_id = $4 and status = 'payment_pending' returning order_id, told_pending_at`,
    values: [
      settled.status,
      result.paymentId,
      result.kind === 'declined' ? result.declineCode : null,
      order.orderId,
    ],
  };
  return [move, ...(result.kind === 'paid' ? tellPaid(settled, now) : tellFailed(settled, result))];
}

function tellPaid(order: Order, now: Date): Write[] {
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
  const paid: OrderPaid = {
    version: 1,
    orderId: order.orderId,
    customerId: order.customer.email.toLowerCase(),
    productIds: [...new Set(order.lines.map((line) => line.productId))],
    paidAt,
  };
  return [
    outboxWrite('receipt_job', sendReceipt, receipt, 'settled', patiently),
    outboxWrite('paid_message', orderPaid, paid, 'settled'),
    historyWrite(
      'settled_event',
      'settled',
      order.orderId,
      'order_paid',
      `The payment of ${formatMoney(order.total)} went through. A receipt is on its way.`,
    ),
  ];
}

/** Only a customer who was told "pending" gets a mail: the others have read the refusal on their screen. */
function tellFailed(order: Order, result: Exclude<PaymentResult, { kind: 'paid' }>): Write[] {
  const declineCode = result.kind === 'declined' ? result.declineCode : null;
  const mail: SendPaymentFailed = {
    version: 1,
    orderId: order.orderId,
    to: order.customer.email,
    customerName: order.customer.name ?? null,
    total: order.total,
    declineCode,
  };
  return [
    outboxWrite(
      'failed_job',
      sendPaymentFailed,
      mail,
      'settled where told_pending_at is not null',
      patiently,
    ),
    historyWrite(
      'settled_event',
      'settled',
      order.orderId,
      'payment_failed',
      result.kind === 'declined'
        ? `The card was declined (${result.declineCode}). Nothing was charged.`
        : 'The payment method cannot be used. Nothing was charged.',
    ),
  ];
}

function historyWrite(name: string, from: string, orderId: string, type: string, text: string): Write {
  return {
    name,
    text: `insert into order_event (order_id, type, text) select $1, $2, $3 from ${from} returning event_id`,
    values: [orderId, type, text],
  };
}
