import { type Money, type Order } from '@holdfast/checkout-client';

/** True while the payment has no result. */
export const awaitsPayment = ({ status }: Order): boolean =>
  status === 'payment_pending' || status === 'requires_action';

/** True if nothing is in progress. A paid order may still be refunded later. */
export const isFinal = (order: Order): boolean => !awaitsPayment(order) && order.status !== 'refund_pending';

export const returnedOf = ({ refundedTotal, total }: Order): Money =>
  refundedTotal ?? { ...total, amountMinor: 0 };

/** The part that a bank has taken back for good. */
export const lostOf = ({ dispute }: Order): number =>
  dispute?.status === 'lost' ? dispute.amount.amountMinor : 0;

/** The amount that neither we nor a bank has returned. */
export function leftOf(order: Order): Money {
  const left = order.total.amountMinor - returnedOf(order).amountMinor - lostOf(order);
  return { ...order.total, amountMinor: Math.max(0, left) };
}

/** While it is undecided, the bank holds the money, and a refund is refused. */
export const isDisputed = ({ dispute }: Order): boolean =>
  dispute?.status === 'needs_response' || dispute?.status === 'under_review';

/** No refund was requested since: that would clear the notice, which a paid order has for no other reason. */
export const hasRefundFailed = ({ status, notice }: Order): boolean => status === 'paid' && notice !== null;

/** The amount that a customer can ask back; undefined if a refund is sure to be refused. */
export function refundableOf(order: Order): Money | undefined {
  if (order.status !== 'paid' || isDisputed(order)) return undefined;
  const left = leftOf(order);
  return left.amountMinor > 0 ? left : undefined;
}
