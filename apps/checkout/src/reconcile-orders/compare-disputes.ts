import { type DisputeChanged, formatMoney, type LedgerPayment } from '@holdfast/contracts';
import { lostMinor } from '../dispute/dispute.ts';
import { disputesOf, type Order, refundedOf } from '../order/order.ts';
import { type Finding } from './finding.ts';

type LedgerDispute = LedgerPayment['disputes'][number];

/** Lists the differences between a paid order's disputes and those of its payment. */
export function compareDisputes(order: Order, payment: LedgerPayment, quietMs: number, now: Date): Finding[] {
  const known = { orderId: order.orderId, paymentId: payment.paymentId, refundId: null };
  const unrecorded = payment.disputes.flatMap((made): Finding[] => {
    const revision = disputesOf(order).find(({ disputeId }) => disputeId === made.disputeId)?.revision ?? 0;
    if (revision >= made.revision) return [];
    const shows = revision === 0 ? 'the order does not show it' : 'the order shows it as it was before';
    const found = `Payments records a dispute over ${formatMoney(made.amount)} as ${made.status}, but ${shows}.`;
    return [
      {
        ...known,
        kind: 'dispute_changed_order_outdated',
        found,
        quietMs: Math.min(quietMs, sinceChange(made, now)),
        then: { repair: { kind: 'record_dispute', event: eventFor(payment, made) } },
      },
    ];
  });
  return [...unrecorded, ...unbacked(order, payment, known, quietMs), ...tooMuch(order, known, quietMs)];
}

type Known = Pick<Finding, 'orderId' | 'paymentId' | 'refundId'>;

function unbacked(order: Order, payment: LedgerPayment, known: Known, quietMs: number): Finding[] {
  const lacking = disputesOf(order).filter(
    ({ disputeId, revision }) =>
      (payment.disputes.find((made) => made.disputeId === disputeId)?.revision ?? 0) < revision,
  );
  return lacking.map((dispute) => ({
    ...known,
    kind: 'order_disputed_without_dispute',
    found: `The order shows a dispute over ${formatMoney(dispute.amount)} as ${dispute.status}, but payments does not know of that.`,
    quietMs,
    then: {
      state: 'needs_decision',
      action:
        "Reconcile payments with Stripe first. If the dispute is missing in Stripe's dashboard too, correct the order.",
    },
  }));
}

/** Only the bank can cause this: checkout refunds nothing that a lost dispute has returned. */
function tooMuch(order: Order, known: Known, quietMs: number): Finding[] {
  const refunded = refundedOf(order);
  const lost = { ...order.total, amountMinor: lostMinor(disputesOf(order)) };
  if (lost.amountMinor === 0 || refunded.amountMinor + lost.amountMinor <= order.total.amountMinor) return [];
  return [
    {
      ...known,
      kind: 'order_returned_twice',
      found: `${formatMoney(refunded)} was refunded and ${formatMoney(lost)} lost in disputes, of an order of ${formatMoney(order.total)}.`,
      quietMs,
      then: {
        state: 'needs_decision',
        action: "Send the refund's receipt to the bank as evidence, or write the difference off.",
      },
    },
  ];
}

const sinceChange = ({ changedAt }: LedgerDispute, now: Date): number =>
  changedAt === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(changedAt);

/** The message that payments sent for this revision. */
function eventFor(
  { orderId, paymentId }: LedgerPayment,
  { disputeId, revision, status, amount, evidenceDueBy, isFailedDebit }: LedgerDispute,
): DisputeChanged {
  return {
    ...{ version: 1, orderId, paymentId, disputeId, revision },
    ...{ status, amount, evidenceDueBy, isFailedDebit },
  };
}
