import { sendRefund, type SendRefund, sendRefundFailed, type SendRefundFailed } from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Order } from '../order/order.ts';
import { historyWrite } from '../order/order-event.writes.ts';
import { retryThroughOutages } from '../order/order.writes.ts';
import { type Refund, refundedLines, refundFailedText, refundText } from './refund.ts';

/** History entry and email for a refund that `refund_settled` has just settled. */
export function reportWrites(refund: Refund, customer: Order['customer'], now: Date): Write[] {
  const { orderId, status, requestedBy } = refund;
  if (status === 'failed')
    return [
      historyWrite('settled_event', 'refund_settled', orderId, 'refund_failed', refundFailedText(refund)),
      ...failedEmailWrites(refund, customer, now),
    ];
  const sum = refundText(refund);
  const text = requestedBy === 'customer' ? `${sum} was refunded.` : `Our team refunded ${sum}.`;
  return [
    historyWrite('settled_event', 'refund_settled', orderId, 'order_refunded', text),
    emailWrite(refund, customer, now),
  ];
}

function emailWrite(refund: Refund, customer: Order['customer'], now: Date): Write {
  const { orderId } = refund;
  const lines = refundedLines(refund);
  const job: SendRefund = {
    ...emailFields(refund, customer),
    ...(lines.length === 0 ? {} : { lines: lines.map(({ name, quantity }) => ({ name, quantity })) }),
    refundedAt: now.toISOString(),
  };
  return outboxWrite('refund_job', sendRefund, job, 'refund_settled', {
    ...retryThroughOutages,
    aggregate: orderId,
  });
}

/** Only customers who were promised the money get an email; the others saw the refusal on screen. */
function failedEmailWrites(refund: Refund, customer: Order['customer'], now: Date): Write[] {
  const job = (wasReturned: boolean): SendRefundFailed => ({
    ...emailFields(refund, customer),
    wasReturned,
    ...(refund.failure == null ? {} : { failure: refund.failure }),
    requestedBy: refund.requestedBy === 'customer' ? 'customer' : 'shop',
    failedAt: now.toISOString(),
  });
  const write = (name: string, wasReturned: boolean, onlyIf: string): Write =>
    outboxWrite(name, sendRefundFailed, job(wasReturned), 'refund_settled', {
      ...retryThroughOutages,
      aggregate: refund.orderId,
      onlyIf: `exists (select from refund_settled s where s.operation_id = given.operation_id and ${onlyIf})`,
    });
  return [
    write('returned_job', true, 's.failed_after_success'),
    write('failed_job', false, 'not s.failed_after_success and s.pending_notified_at is not null'),
  ];
}

function emailFields({ orderId, refundId, amount }: Refund, { email, name }: Order['customer']) {
  return { version: 1, orderId, refundId, to: email, customerName: name ?? null, amount } as const;
}
