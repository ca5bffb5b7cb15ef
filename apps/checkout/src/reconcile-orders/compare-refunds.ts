import { formatMoney, type LedgerPayment, type RefundSettled } from '@holdfast/contracts';
import { type Finding, type FindingKind } from './finding.ts';
import { type BookedOrder, type BookedRefund } from './orders-ledger.store.ts';

type LedgerRefund = LedgerPayment['refunds'][number];

/**
 * Lists the differences between a paid order's refunds and those of its payment. `quietMs`: since the
 * order or the payment changed.
 */
export function compareRefunds(
  { order, refunds }: BookedOrder,
  payment: LedgerPayment,
  quietMs: number,
): Finding[] {
  const known = { orderId: order.orderId, paymentId: payment.paymentId };
  const findings = refunds.flatMap((booked) => {
    const sinceMs = Math.min(booked.quietMs, quietMs);
    return compareRefund({ ...booked, quietMs: sinceMs }, payment, known) ?? [];
  });
  const unrecorded = payment.refunds.filter(
    (made) => made.status === 'succeeded' && !refunds.some((each) => isOf(each, made)),
  );
  for (const made of unrecorded)
    findings.push({
      ...known,
      kind: 'refund_missing_on_order',
      refundId: made.refundId,
      found: `${formatMoney(made.amount)} of the payment was refunded, but the order does not show it.`,
      quietMs,
      then: { repair: { kind: 'settle_refund', event: eventFor(payment, made, made.reference) } },
    });
  const isUnbacked =
    order.status === 'refunded' && refunds.every(({ refund }) => refund.status !== 'succeeded');
  if (isUnbacked && payment.status !== 'refunded') findings.push(notRefunded(known, null, payment, quietMs));
  return findings;
}

/** A refund that was recorded as never made, but was, is missing on the order. */
const isOf = ({ refund }: BookedRefund, { refundId, reference, status }: LedgerRefund): boolean =>
  refundId === refund.paymentRefundId ||
  (reference === refund.refundId && !(status === 'succeeded' && wasNeverMade(refund)));

const wasNeverMade = ({ status, paymentRefundId }: BookedRefund['refund']): boolean =>
  status === 'failed' && paymentRefundId === null;

type Known = Pick<Finding, 'orderId' | 'paymentId'>;

function compareRefund(booked: BookedRefund, payment: LedgerPayment, known: Known): Finding | undefined {
  const { refund, unfinished, operationId, quietMs } = booked;
  const made = payment.refunds.find((each) => isOf(booked, each));
  const sum = formatMoney(refund.amount);
  const repair =
    made && ({ kind: 'settle_refund', event: eventFor(payment, made, refund.refundId) } as const);
  const settle = (kind: FindingKind, found: string): Finding | undefined =>
    repair && { ...known, kind, refundId: refund.refundId, found, quietMs, then: { repair } };
  if (refund.status === 'pending') {
    if (made?.status === 'pending') return undefined;
    if (made !== undefined)
      return settle(
        'refund_settled_order_refund_pending',
        `The refund of ${sum} ${made.status} at payments, but is pending on the order.`,
      );
    const isAsked = unfinished !== undefined && unfinished !== 'review';
    return {
      ...known,
      kind: 'order_refund_pending_without_refund',
      refundId: refund.refundId,
      found: `A refund of ${sum} is pending, but payments has no such refund.`,
      quietMs,
      then: isAsked
        ? { state: 'waiting', action: 'Checkout retries automatically. No action needed.' }
        : { state: 'needs_decision', action: `Decide: npm run ops -- keys show ${operationId}` },
    };
  }
  if (refund.status === 'failed') return undefined;
  if (made?.status === 'failed')
    return settle(
      'refund_failed_order_refunded',
      `The refund of ${sum} failed at payments, but the order is recorded as refunded.`,
    );
  return made === undefined && payment.status !== 'refunded'
    ? notRefunded(known, refund.refundId, payment, quietMs)
    : undefined;
}

function notRefunded(
  known: Known,
  refundId: string | null,
  payment: LedgerPayment,
  quietMs: number,
): Finding {
  return {
    ...known,
    kind: 'order_refunded_without_refund',
    refundId,
    found: `The order is recorded as refunded, but payments has not refunded its ${formatMoney(payment.amount)}.`,
    quietMs,
    then: {
      state: 'needs_decision',
      action:
        "Look up the charge in Stripe's dashboard. If the customer has not received the money, refund it there.",
    },
  };
}

/** The event that payments would have sent. Call it for settled refunds only. */
export function eventFor(
  { orderId, paymentId }: LedgerPayment,
  made: LedgerRefund,
  reference: string | null,
): RefundSettled {
  const status = made.status === 'failed' ? 'failed' : 'succeeded';
  const { refundId, amount, failure } = made;
  return { version: 1, orderId, paymentId, refundId, reference, status, amount, failure };
}
