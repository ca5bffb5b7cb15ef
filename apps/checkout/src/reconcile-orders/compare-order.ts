import { formatMoney, isSameMoney, type LedgerPayment } from '@holdfast/contracts';
import { awaitsPayment, type Order, whyUnfulfillable } from '../order/order.ts';
import { type WhyUnfulfillable } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { type Finding, type FindingKind } from './finding.ts';
import { finding, isCharged, type OrderCase, quietMsOf } from './order-case.ts';
import { comparePending } from './compare-pending.ts';
import { compareDisputes } from './compare-disputes.ts';
import { compareOrphanedChargeRefund } from './compare-orphaned-charge-refund.ts';
import { compareRefunds } from './compare-refunds.ts';
import { type BookedOrder } from './orders-ledger.store.ts';

/** Lists the differences between an order and its payments. What other callers charge is their business. */
export function compareOrder(all: OrderCase): Finding[] {
  const { booked } = all;
  const payments = all.payments.filter(
    ({ isYours, paymentId }) => isYours !== false || paymentId === booked?.order.paymentId,
  );
  const given = { ...all, payments };
  const review = booked === undefined ? [] : compareReview(booked);
  if (booked !== undefined && awaitsPayment(booked.order)) return comparePending(given, booked);
  const orphans = payments.filter(isCharged).flatMap((payment) => compareOrphan(given, payment) ?? []);
  if (booked === undefined || booked.order.status === 'payment_failed') return [...review, ...orphans];
  return [...review, ...orphans, ...comparePaid(given, booked)];
}

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

/** A charge without an order to fulfill that has not been refunded yet. */
function compareOrphan(
  { orderId, booked, orphanedChargeRefunds, now }: OrderCase,
  payment: LedgerPayment,
): Finding | undefined {
  const why = booked === undefined ? 'order_unknown' : whyUnfulfillable(booked.order, payment.paymentId);
  if (why === undefined) return undefined;
  const quietMs = Math.min(booked?.quietMs ?? Infinity, quietMsOf(payment, now));
  const found = `${formatMoney(payment.amount)} charged, but ${orderTexts[why]}.`;
  const known = orphanedChargeRefunds.get(payment.paymentId);
  const missed = known && compareOrphanedChargeRefund(known, payment, quietMs);
  if (missed !== undefined || payment.status === 'refunded') return missed;
  if (known === undefined)
    return finding(orderId, payment, kindOf[why], found, quietMs, {
      repair: { kind: 'refund_orphaned_charge', payment, why },
    });
  if (known.status === 'pending')
    return finding(
      orderId,
      payment,
      'orphaned_charge_refund_pending',
      `${found} It is being refunded.`,
      quietMs,
      {
        state: 'waiting',
        action: 'It completes automatically. No action needed.',
      },
    );
  return finding(orderId, payment, 'orphaned_charge_refund_failed', `${found} Its refund failed.`, quietMs, {
    state: 'needs_decision',
    action: "Look up the charge in Stripe's dashboard: settle the dispute, or return the money another way.",
  });
}

function comparePaid(given: OrderCase, booked: BookedOrder): Finding[] {
  const { payments, now } = given;
  const { order } = booked;
  const payment = payments.find(({ paymentId }) => paymentId === order.paymentId);
  const quietMs = payment === undefined ? booked.quietMs : Math.min(booked.quietMs, quietMsOf(payment, now));
  if (payment === undefined || !isCharged(payment)) return [paidWithoutCharge(order, payment, quietMs)];
  if (!isSameMoney(payment.amount, order.total)) {
    const found = `The order total is ${formatMoney(order.total)}, but ${formatMoney(payment.amount)} was charged.`;
    const action = 'Find out who changed it. Refund the difference, or request it from the customer.';
    return [
      finding(order.orderId, payment, 'order_amount_differs', found, quietMs, {
        state: 'needs_decision',
        action,
      }),
    ];
  }
  return [...compareRefunds(booked, payment, quietMs), ...compareDisputes(order, payment, quietMs, now)];
}

function paidWithoutCharge(order: Order, payment: LedgerPayment | undefined, quietMs: number): Finding {
  const says =
    payment === undefined
      ? 'has no such payment'
      : `reports that its payment ${payment.status === 'failed' ? 'failed' : 'is pending'}`;
  return {
    ...finding(
      order.orderId,
      payment,
      'order_paid_without_charge',
      `The order is recorded as ${order.status.replace('_', ' ')}, but payments ${says}.`,
      quietMs,
      {
        state: 'needs_decision',
        action:
          "Look up the charge in Stripe's dashboard by its orderId. If it exists, reconcile payments first. If not, nothing was paid.",
      },
    ),
    paymentId: order.paymentId,
  };
}

function compareReview({ order, refunds, operationId, quietMs, unfinished }: BookedOrder): Finding[] {
  const settled = [
    ...(unfinished === 'review' && !awaitsPayment(order) ? [{ operationId, quietMs, what: 'payment' }] : []),
    ...refunds
      .filter((each) => each.unfinished === 'review' && each.refund.status !== 'pending')
      .map((each) => ({ operationId: each.operationId, quietMs: each.quietMs, what: 'refund' })),
  ];
  return settled.map(({ what, ...each }) =>
    finding(
      order.orderId,
      undefined,
      'review_no_longer_needed',
      `The ${what} is settled, but it is still waiting for an operator's decision.`,
      each.quietMs,
      {
        repair: { kind: 'recheck', operationId: each.operationId },
      },
    ),
  );
}
