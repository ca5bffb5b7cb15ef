import { formatMoney, isSameMoney, type LedgerPayment } from '@holdfast/contracts';
import { awaitsPayment, type Order } from '../order/order.ts';
import { type Finding } from './finding.ts';
import { finding, isCharged, type OrderCase, quietMsOf } from './order-case.ts';
import { comparePending } from './compare-pending.ts';
import { compareDisputes } from './compare-disputes.ts';
import { compareOrphanedCharge } from './compare-orphaned-charge.ts';
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
  const orphans = payments
    .filter(isCharged)
    .flatMap((payment) => compareOrphanedCharge(given, payment) ?? []);
  if (booked === undefined || booked.order.status === 'payment_failed') return [...review, ...orphans];
  return [...review, ...orphans, ...comparePaid(given, booked)];
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
