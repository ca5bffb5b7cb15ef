import { type Evidence } from '../evidence.ts';
import { groupBy, number, type Row, text } from '../rows.ts';

/**
 * Contradictions in order histories: they must list each refund and each returned refund once, with its
 * amount, and say nothing twice.
 */
export function falseHistories({ ledgers }: Evidence): string[] {
  return ledgers.orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    const isOfOrder = (row: Row): boolean => text(row, 'order_id') === orderId;
    const lines = ledgers.histories.filter(isOfOrder);
    const refunds = ledgers.orderRefunds.filter(isOfOrder);
    return [
      ...madeOf(orderId, lines, refunds),
      ...failedOf(orderId, lines, refunds),
      ...saidTwice(orderId, lines, refunds),
    ];
  });
}

const oncePerOrder = new Set([
  'order_placed',
  'payment_unconfirmed',
  'payment_on_its_way',
  'payment_in_review',
  'confirmation_requested',
  'confirmation_expired',
  'order_paid',
  'payment_failed',
  'refund_in_review',
]);
const oncePerRefund = new Set(['refund_requested', 'refund_unconfirmed', 'refund_accepted']);

function saidTwice(orderId: string, lines: readonly Row[], refunds: readonly Row[]): string[] {
  const mostOf = (type: string): number =>
    oncePerOrder.has(type) ? 1 : oncePerRefund.has(type) ? refunds.length : Infinity;
  return [...groupBy(lines, (line) => text(line, 'type'))]
    .filter(([type, ofType]) => ofType.length > mostOf(type))
    .map(([type, ofType]) => `the history of order ${orderId} has ${ofType.length} lines of type ${type}`);
}

function madeOf(orderId: string, lines: readonly Row[], refunds: readonly Row[]): string[] {
  const said = sumsIn(lines, 'order_refunded');
  const made = sumsOf(
    refunds.filter((refund) => text(refund, 'status') === 'succeeded' || wasReturned(refund)),
  );
  return said === made ? [] : [`the history of order ${orderId} lists ${said} as refunded, but ${made} was`];
}

/** A dashboard refund that failed before payments learned of it has no history entry. */
function failedOf(orderId: string, lines: readonly Row[], refunds: readonly Row[]): string[] {
  const said = sumsIn(lines, 'refund_failed');
  const failed = sumsOf(
    refunds.filter(
      (refund) =>
        text(refund, 'status') === 'failed' &&
        (text(refund, 'requested_by') !== 'shop' || wasReturned(refund)),
    ),
  );
  return said === failed
    ? []
    : [`the history of order ${orderId} lists ${said} as failed refunds, but ${failed} failed`];
}

const wasReturned = (refund: Row): boolean => refund['failed_after_success'] === true;

/** In minor units: the amount is the first number in such a line. Refunded products may follow. */
const sumsIn = (lines: readonly Row[], type: string): string =>
  listed(
    lines
      .filter((line) => text(line, 'type') === type)
      .map((line) => Number((/[\d.,]+/.exec(text(line, 'text'))?.[0] ?? '').replace(/\D/g, ''))),
  );

const sumsOf = (refunds: readonly Row[]): string =>
  listed(refunds.map((refund) => number(refund, 'amount_minor')));

const listed = (sums: readonly number[]): string =>
  sums.length === 0 ? 'nothing' : sums.toSorted((a, b) => a - b).join(', ');
