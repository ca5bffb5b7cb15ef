import { type OrderAccess } from '../order-access/order-access.ts';

const hourMs = 3_600_000;

/** Customers may refund their order for some hours, 0 for not at all; operators always. */
export function mayRefund(
  { refundsForHours }: OrderAccess,
  { createdAt }: { readonly createdAt: string },
  now: Date,
): boolean {
  return refundsForHours > 0 && now.getTime() - Date.parse(createdAt) <= refundsForHours * hourMs;
}
