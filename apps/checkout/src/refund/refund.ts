import { formatMoney, type Money, newId, type OrderRefundView } from '@holdfast/contracts';
import { final } from '@holdfast/idempotency';
import { orderNotRefundable } from '../order/order.errors.ts';
import { type Order } from '../order/order.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  readonly status: RefundStatus;
  readonly amount: Money;
  /** What payments knows it by, once it has said so. */
  readonly paymentRefundId: string | null;
  readonly createdAt: string;
}

/** What payments said of a refund. A pending one is taken on by the provider, and its end comes as an event. */
export type RefundResult =
  | { readonly kind: 'succeeded' | 'pending'; readonly paymentRefundId: string }
  | { readonly kind: 'failed'; readonly paymentRefundId: string | null };

export const refundPendingNotice = (amount: Money): string =>
  `Your refund of ${formatMoney(amount)} is on its way; we're waiting for the bank to confirm it. There's nothing you need to do, and ` +
  "it won't be sent twice.";

export const refundFailedNotice = (amount: Money): string =>
  `Your refund of ${formatMoney(amount)} did not go through, so no money was returned. You can request it again.`;

/** A refund of all that was paid, and by which payment. @throws Problem when nothing is paid, or it is refunded already. */
export function aRefundOf(
  { orderId, status, total, paymentId }: Order,
  now: Date,
): { readonly refund: Refund; readonly paymentId: string } {
  if (status !== 'paid') throw final(orderNotRefundable(status));
  if (paymentId === null) throw new Error(`order ${orderId} is paid, but its payment is not known`);
  const refund: Refund = {
    refundId: newId('re'),
    orderId,
    status: 'pending',
    amount: total,
    paymentRefundId: null,
    createdAt: now.toISOString(),
  };
  return { refund, paymentId };
}

export function withResult(refund: Refund, { kind: status, paymentRefundId }: RefundResult): Refund {
  return { ...refund, status, paymentRefundId };
}

/** How a settled refund ended; undefined while it is pending. */
export function resultOf({ status, paymentRefundId }: Refund): RefundResult | undefined {
  if (status === 'failed') return { kind: 'failed', paymentRefundId };
  return status === 'pending' || paymentRefundId === null
    ? undefined
    : { kind: 'succeeded', paymentRefundId };
}

export function refundView(refund: Refund & { readonly status: 'succeeded' | 'pending' }): OrderRefundView {
  const { refundId, orderId, status, amount } = refund;
  return { refundId, orderId, status, amount };
}
