import { formatMoney, type Money, newId, type OrderRefundView } from '@holdfast/contracts';
import { final } from '@holdfast/idempotency';
import { orderNotRefundable } from '../order/order.errors.ts';
import { type Order, refundedOf } from '../order/order.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  readonly status: RefundStatus;
  /** `shop`: made directly at the payment provider. */
  readonly requestedBy: 'customer' | 'shop';
  readonly amount: Money;
  /** ID of the refund at payments, once known. */
  readonly paymentRefundId: string | null;
  readonly createdAt: string;
}

/** `pending`: the provider accepted it; an event will bring the result. */
export type RefundResult =
  | {
      readonly kind: 'succeeded' | 'pending';
      readonly paymentRefundId: string;
      readonly amount?: Money | undefined;
    }
  | { readonly kind: 'failed'; readonly paymentRefundId: string | null; readonly amount?: Money | undefined };

export const refundPendingNotice = (amount: Money): string =>
  `Your refund of ${formatMoney(amount)} is being processed but isn't confirmed yet. There's nothing you need to do, and ` +
  "it won't be sent twice.";

export const refundFailedNotice = ({ amount, requestedBy }: Refund): string =>
  `Your refund of ${formatMoney(amount)} did not go through, so no money was returned. ` +
  (requestedBy === 'customer' ? 'You can request it again.' : 'Please contact our team.');

/** Refunds the remaining amount. @throws Problem unless the order is `paid` */
export function newRefund(order: Order, now: Date): { readonly refund: Refund; readonly paymentId: string } {
  const { orderId, status, total, paymentId } = order;
  if (status !== 'paid') throw final(orderNotRefundable(status));
  if (paymentId === null) throw new Error(`order ${orderId} is paid, but its payment is not known`);
  const refund: Refund = {
    refundId: newId('re'),
    orderId,
    status: 'pending',
    requestedBy: 'customer',
    amount: { ...total, amountMinor: total.amountMinor - refundedOf(order).amountMinor },
    paymentRefundId: null,
    createdAt: now.toISOString(),
  };
  return { refund, paymentId };
}

/** A refund made directly at the payment provider, identified by its ID at payments. */
export function newShopRefund(
  orderId: string,
  { paymentRefundId, kind: status, amount }: RefundResult & { paymentRefundId: string; amount: Money },
  now: Date,
): Refund {
  const createdAt = now.toISOString();
  return {
    refundId: paymentRefundId,
    orderId,
    status,
    requestedBy: 'shop',
    amount,
    paymentRefundId,
    createdAt,
  };
}

/** The amount may be lower than requested if part was refunded at the provider in the meantime. */
export function withResult(
  refund: Refund,
  { kind: status, paymentRefundId, amount = refund.amount }: RefundResult,
): Refund {
  return { ...refund, status, paymentRefundId, amount };
}

/** Undefined while the refund is pending. */
export function resultOf({ status, paymentRefundId, amount }: Refund): RefundResult | undefined {
  if (status === 'failed') return { kind: 'failed', paymentRefundId, amount };
  return status === 'pending' || paymentRefundId === null
    ? undefined
    : { kind: 'succeeded', paymentRefundId, amount };
}

export function refundView(refund: Refund & { readonly status: 'succeeded' | 'pending' }): OrderRefundView {
  const { refundId, orderId, status, amount } = refund;
  return { refundId, orderId, status, amount };
}
