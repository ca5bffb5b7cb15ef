import { formatMoney, isSameMoney, type LedgerPayment, type PaymentSettled } from '@holdfast/contracts';
import { awaitsPayment, type Order, whyUnfulfillable } from '../order/order.ts';
import {
  type OrphanedChargeRefund,
  type WhyUnfulfillable,
} from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { type Finding, type FindingKind } from './finding.ts';
import { compareRefunds } from './compare-refunds.ts';
import { type BookedOrder } from './orders-ledger.store.ts';

/** All that checkout and payments know about one order ID. */
export interface OrderCase {
  readonly orderId: string;
  /** Undefined if checkout does not know the order. */
  readonly booked: BookedOrder | undefined;
  /** Oldest first. */
  readonly payments: readonly LedgerPayment[];
  readonly orphanedChargeRefunds: ReadonlyMap<string, OrphanedChargeRefund>;
  readonly now: Date;
}

const isCharged = ({ status }: LedgerPayment): boolean => status === 'succeeded' || status === 'refunded';

/** Lists the differences between an order and its payments. */
export function compareOrder(given: OrderCase): Finding[] {
  const { booked, payments } = given;
  const review = booked === undefined ? [] : compareReview(booked);
  if (booked !== undefined && awaitsPayment(booked.order)) return comparePending(given, booked);
  const orphans = payments.filter(isCharged).flatMap((payment) => compareOrphan(given, payment) ?? []);
  if (booked === undefined || booked.order.status === 'payment_failed') return [...review, ...orphans];
  return [...review, ...orphans, ...comparePaid(given, booked)];
}

function comparePending(given: OrderCase, booked: BookedOrder): Finding[] {
  const { payments, now } = given;
  const { order, unfinished, operationId } = booked;
  const ended = payments.find(isCharged) ?? (payments.every(hasFailed) ? payments.at(-1) : undefined);
  if (ended !== undefined) {
    const { orderId, paymentId, declineCode } = ended;
    const status: PaymentSettled['status'] = hasFailed(ended) ? 'failed' : 'succeeded';
    const event: PaymentSettled = { version: 1, orderId, paymentId, status, declineCode };
    const found = `The payment of ${formatMoney(ended.amount)} ${status}, but the order is still pending.`;
    const quietMs = Math.min(booked.quietMs, quietMsOf(ended, now));
    return [
      finding(order.orderId, ended, 'payment_settled_order_pending', found, quietMs, {
        repair: { kind: 'settle_order', event },
      }),
    ];
  }
  if (payments.length > 0) return [];
  const isAsked = unfinished !== undefined && unfinished !== 'review';
  const found = `An order of ${formatMoney(order.total)} is pending, but payments has no payment for it.`;
  return [
    finding(
      order.orderId,
      undefined,
      'order_pending_without_payment',
      found,
      booked.quietMs,
      isAsked
        ? { state: 'waiting', action: 'Checkout retries automatically. No action needed.' }
        : {
            state: 'needs_decision',
            action: `Payments has no record of a charge. Decide: npm run keys -- show ${operationId}`,
          },
    ),
  ];
}

const hasFailed = ({ status }: LedgerPayment): boolean => status === 'failed';

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
  if (why === undefined || payment.status === 'refunded') return undefined;
  const quietMs = Math.min(booked?.quietMs ?? Infinity, quietMsOf(payment, now));
  const found = `${formatMoney(payment.amount)} charged, but ${orderTexts[why]}.`;
  const known = orphanedChargeRefunds.get(payment.paymentId);
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
  if (payment === undefined || !isCharged(payment))
    return [paidWithoutCharge(order, payment, booked.quietMs)];
  const quietMs = Math.min(booked.quietMs, quietMsOf(payment, now));
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
  return compareRefunds(booked, payment, quietMs);
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

export function finding(
  orderId: string,
  payment: LedgerPayment | undefined,
  kind: FindingKind,
  found: string,
  quietMs: number,
  then: Finding['then'],
): Finding {
  return { kind, found, orderId, paymentId: payment?.paymentId ?? null, refundId: null, quietMs, then };
}

function quietMsOf({ createdAt, settledAt, refunds }: LedgerPayment, now: Date): number {
  const times = [createdAt, settledAt, ...refunds.map((refund) => refund.settledAt)];
  return now.getTime() - Math.max(...times.map((time) => (time === null ? 0 : Date.parse(time))));
}
