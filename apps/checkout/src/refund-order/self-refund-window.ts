import { type RefundableOrder } from '../order/order.store.ts';
import { type OrderAccess } from '../order-access/order-access.ts';

const hourMs = 3_600_000;

interface Requested extends Pick<RefundableOrder, 'hasCustomerRefundFailed'> {
  readonly order: { readonly createdAt: string };
}

/**
 * Customers may refund their order for some hours, and at any time after their own refund of it failed; with
 * 0 hours not at all. Operators always may.
 */
export function mayRefund(
  { refundsForHours }: OrderAccess,
  { order, hasCustomerRefundFailed }: Requested,
  now: Date,
): boolean {
  if (refundsForHours === 0) return false;
  return hasCustomerRefundFailed || now.getTime() - Date.parse(order.createdAt) <= refundsForHours * hourMs;
}
