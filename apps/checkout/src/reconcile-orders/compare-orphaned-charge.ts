import { formatMoney, type LedgerPayment } from '@holdfast/contracts';
import { whyUnfulfillable } from '../order/order.ts';
import { type WhyUnfulfillable } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { type KnownRefund } from '../refund-orphaned-charge/orphaned-charge-refund.store.ts';
import { disputesRevisionOf, isReturned, refundOfCharge } from '../refund-orphaned-charge/resumed-refund.ts';
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
  const missed = known && compareOrphanedChargeRefund(known.refund, payment, quietMs);
  if (missed !== undefined || isReturned(payment)) return missed;
  return compareKept({ payment, why, found, quietMs }, known);
}

function compareKept(charge: OrphanedCharge, known: KnownRefund | undefined): Finding | undefined {
  const { payment, why, found, quietMs } = charge;
  const { orderId } = payment;
  if (known === undefined)
    return finding(orderId, payment, kindOf[why], found, quietMs, {
      repair: { kind: 'refund_orphaned_charge', payment, why },
    });
  if (known.refund.status !== 'pending')
    return known.refund.isReturnedOtherwise === true ? undefined : compareFailed(charge, known);
  const isBeing = `${found} It is being refunded.`;
  return finding(orderId, payment, 'orphaned_charge_refund_pending', isBeing, quietMs, {
    state: 'waiting',
    action: 'It completes automatically. No action needed.',
  });
}

function compareFailed(
  { payment, why, found, quietMs }: OrphanedCharge,
  { refund, keyHash }: KnownRefund,
): Finding {
  const failed = `${found} Its refund failed.`;
  const of = (text: string, then: Finding['then']): Finding =>
    finding(payment.orderId, payment, 'orphaned_charge_refund_failed', text, quietMs, then);
  const disputesRevision = refund.status === 'failed' ? disputesRevisionOf(payment) : undefined;
  if (disputesRevision !== undefined && keyHash !== refundOfCharge({ ...payment, disputesRevision }).keyHash)
    return of(`${failed} The dispute has been won since.`, {
      repair: { kind: 'refund_orphaned_charge', payment, why, disputesRevision },
    });
  return of(failed, {
    state: 'needs_decision',
    action: "Look up the charge in Stripe's dashboard: settle the dispute, or return the money another way.",
  });
}
