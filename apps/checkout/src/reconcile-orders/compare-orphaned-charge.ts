import { formatMoney, type LedgerPayment } from '@holdfast/contracts';
import { blocksRefunds, lostMinor } from '../dispute/dispute.ts';
import { whyUnfulfillable } from '../order/order.ts';
import {
  type OrphanedChargeRefund,
  type WhyUnfulfillable,
} from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { compareOrphanedChargeRefund } from './compare-orphaned-charge-refund.ts';
import { type Finding, type FindingKind } from './finding.ts';
import { finding, type OrderCase, quietMsOf } from './order-case.ts';

const kindOf: Readonly<Record<WhyUnfulfillable, FindingKind>> = {
  order_unknown: 'charge_for_unknown_order',
  order_failed: 'charge_for_failed_order',
  order_paid_otherwise: 'charge_for_paid_order',
};

const orderTexts: Readonly<Record<WhyUnfulfillable, string>> = {
  order_unknown: 'it has no order',
  order_failed: 'its order failed',
  order_paid_otherwise: 'another charge paid for its order',
};

interface OrphanedCharge {
  readonly payment: LedgerPayment;
  readonly why: WhyUnfulfillable;
  readonly found: string;
  readonly quietMs: number;
}

/** A charge without an order to fulfill whose money the customer does not have back yet. */
export function compareOrphanedCharge(
  { booked, orphanedChargeRefunds, now }: OrderCase,
  payment: LedgerPayment,
): Finding | undefined {
  const why = booked === undefined ? 'order_unknown' : whyUnfulfillable(booked.order, payment.paymentId);
  if (why === undefined) return undefined;
  const quietMs = Math.min(booked?.quietMs ?? Infinity, quietMsOf(payment, now));
  const found = `${formatMoney(payment.amount)} charged, but ${orderTexts[why]}.`;
  const known = orphanedChargeRefunds.get(payment.paymentId);
  const missed = known && compareOrphanedChargeRefund(known, payment, quietMs);
  if (missed !== undefined) return missed;
  const charge: OrphanedCharge = { payment, why, found, quietMs };
  return isReturned(payment) ? compareReturned(charge, known) : compareKept(charge, known);
}

/** By refunds, and by disputes that the payer's bank has decided for the payer. */
const isReturned = ({ status, amount, refundedMinor, disputes }: LedgerPayment): boolean =>
  status === 'refunded' || refundedMinor + lostMinor(disputes) >= amount.amountMinor;

function compareReturned(
  { payment, quietMs }: OrphanedCharge,
  known: OrphanedChargeRefund | undefined,
): Finding | undefined {
  const { orderId, paymentId, amount, status } = payment;
  if (status !== 'refunded' || known?.status !== 'failed' || known.returnedBy !== undefined) return undefined;
  const found = `The extra charge of ${formatMoney(amount)} was refunded, but is recorded as not refunded.`;
  return finding(orderId, payment, 'refund_missing_on_order', found, quietMs, {
    repair: { kind: 'record_refunded_elsewhere', orderId, paymentId },
  });
}

function compareKept(charge: OrphanedCharge, known: OrphanedChargeRefund | undefined): Finding | undefined {
  const { payment, why, found, quietMs } = charge;
  const { orderId } = payment;
  if (known === undefined)
    return finding(orderId, payment, kindOf[why], found, quietMs, {
      repair: { kind: 'refund_orphaned_charge', payment, why },
    });
  if (known.status !== 'pending') return known.returnedBy === 'operator' ? undefined : compareFailed(charge);
  const isBeing = `${found} It is being refunded.`;
  return finding(orderId, payment, 'orphaned_charge_refund_pending', isBeing, quietMs, {
    state: 'waiting',
    action: 'It completes automatically. No action needed.',
  });
}

/** Never refunded again without an operator, who may have returned the money another way. */
function compareFailed({ payment, found, quietMs }: OrphanedCharge): Finding {
  const text = `${found} Its refund failed.`;
  return finding(payment.orderId, payment, 'orphaned_charge_refund_failed', text, quietMs, {
    state: 'needs_decision',
    action: isRefundable(payment)
      ? "Its dispute was won. Refund the charge in Stripe's dashboard, unless you have returned the money another way."
      : "Look up the charge in Stripe's dashboard: settle the dispute, or return the money another way.",
  });
}

const isRefundable = ({ disputes }: LedgerPayment): boolean =>
  disputes.some(({ status }) => status === 'won') && !disputes.some(blocksRefunds);
