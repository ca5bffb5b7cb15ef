import { formatMoney, type LedgerPayment, type NextAction, type PaymentSettled } from '@holdfast/contracts';
import { type Finding } from './finding.ts';
import { finding, isCharged, type OrderCase, quietMsOf } from './order-case.ts';
import { type BookedOrder } from './orders-ledger.store.ts';

/** Lists the differences between an order that awaits its payment and its payments. */
export function comparePending({ payments, now }: OrderCase, booked: BookedOrder): Finding[] {
  const ended = payments.find(isCharged) ?? (payments.every(hasFailed) ? payments.at(-1) : undefined);
  if (ended !== undefined) return [settledElsewhere(booked, ended, now)];
  const { nextAction } = booked.order;
  if (nextAction !== null) return compareConfirmation(booked, nextAction, payments, now);
  return payments.length > 0 ? [] : [withoutPayment(booked, booked.quietMs)];
}

const hasFailed = ({ status }: LedgerPayment): boolean => status === 'failed';

function settledElsewhere({ order, quietMs }: BookedOrder, ended: LedgerPayment, now: Date): Finding {
  const { orderId, paymentId, declineCode } = ended;
  const status: PaymentSettled['status'] = hasFailed(ended) ? 'failed' : 'succeeded';
  const event: PaymentSettled = { version: 1, orderId, paymentId, status, declineCode };
  const found = `The payment of ${formatMoney(ended.amount)} ${status}, but the order is still pending.`;
  const sinceMs = Math.min(quietMs, quietMsOf(ended, now));
  return finding(order.orderId, ended, 'payment_settled_order_pending', found, sinceMs, {
    repair: { kind: 'settle_order', event },
  });
}

/** Nothing is wrong before the confirmation expires: the customer may still give it. */
function compareConfirmation(
  booked: BookedOrder,
  { expiresAt }: NextAction,
  payments: readonly LedgerPayment[],
  now: Date,
): Finding[] {
  const { order } = booked;
  const sinceMs = Math.min(booked.quietMs, now.getTime() - Date.parse(expiresAt));
  if (sinceMs <= 0) return [];
  const payment = payments.at(-1);
  if (payment === undefined) return [withoutPayment(booked, sinceMs)];
  const found = `The order still waits for a confirmation of ${formatMoney(order.total)} that expired at ${expiresAt}.`;
  const kind = 'order_waits_for_expired_confirmation';
  const action = 'Payments cancels the payment, or reports that it is paid. No action needed.';
  return [finding(order.orderId, payment, kind, found, sinceMs, { state: 'waiting', action })];
}

function withoutPayment({ order, unfinished, operationId }: BookedOrder, quietMs: number): Finding {
  const isAsked = unfinished !== undefined && unfinished !== 'review';
  const found = `An order of ${formatMoney(order.total)} is pending, but payments has no payment for it.`;
  return finding(
    order.orderId,
    undefined,
    'order_pending_without_payment',
    found,
    quietMs,
    isAsked
      ? { state: 'waiting', action: 'Checkout retries automatically. No action needed.' }
      : {
          state: 'needs_decision',
          action: `Payments has no record of a charge. Decide: npm run ops -- keys show ${operationId}`,
        },
  );
}
