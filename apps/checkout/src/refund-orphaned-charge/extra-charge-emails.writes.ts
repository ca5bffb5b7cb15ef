import { sendExtraCharge, type SendExtraCharge, sendExtraChargeRefundFailed } from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Order } from '../order/order.ts';
import { retryThroughOutages } from '../order/order.writes.ts';
import { type OrphanedChargeRefund, type WhyUnfulfillable } from './orphaned-charge-refund.ts';

export type ChargedOrder = Pick<Order, 'orderId' | 'customer' | 'total'>;

/** Corrects what its customer read before: that nothing was charged, or that one payment was. */
export function extraChargeEmail(
  paymentId: string,
  order: ChargedOrder | undefined,
  why: WhyUnfulfillable,
  after: string,
): Write[] {
  if (order === undefined || why === 'order_unknown') return [];
  const job: SendExtraCharge = { ...jobOf(paymentId, order), why };
  return [outboxWrite('extra_charge_job', sendExtraCharge, job, after, optionsOf(order))];
}

/** Corrects the promise of a refund, unless an operator has kept it. */
export function refundFailedEmail(
  { paymentId, status, failure }: OrphanedChargeRefund,
  order: ChargedOrder | undefined,
  after: string,
): Write[] {
  if (order === undefined || status !== 'failed' || failure === 'nothing_left') return [];
  const job = jobOf(paymentId, order);
  return [outboxWrite('refund_failed_job', sendExtraChargeRefundFailed, job, after, optionsOf(order))];
}

/** Each payment of an order is requested with its total. */
const jobOf = (paymentId: string, { orderId, customer, total }: ChargedOrder) =>
  ({
    version: 1,
    orderId,
    paymentId,
    to: customer.email,
    customerName: customer.name ?? null,
    amount: total,
  }) as const;

const optionsOf = ({ orderId }: ChargedOrder) => ({ ...retryThroughOutages, aggregate: orderId });
