import assert from 'node:assert/strict';
import { type System } from '../system/system.ts';
import { chargesOf } from './expectations.ts';

type Row = Readonly<Record<string, unknown>>;

/** The refunds of an order in payments' database, oldest first. */
export const refundsOf = (system: System, orderId: string): Promise<readonly Row[]> =>
  system.query('payments', 'select * from refund where order_id = $1 order by created_at', [orderId]);

export async function onlyRefundOf(system: System, orderId: string): Promise<Row> {
  const refunds = await refundsOf(system, orderId);
  assert.equal(refunds.length, 1, `refunds of ${orderId} at payments`);
  return refunds[0] ?? {};
}

/** Refunds part of an order in the provider's dashboard: without payments, and without our metadata. */
export async function inDashboard(system: System, orderId: string, amountMinor?: number): Promise<void> {
  const [charge] = await chargesOf(system, orderId);
  assert.ok(charge, `the provider has no charge for ${orderId}`);
  const { paymentIntentId } = charge;
  await system.simulator.post('/_simulator/refunds', { paymentIntentId, amountMinor });
  system.note(`${amountMinor ?? 'the rest'} of ${orderId} is refunded in the dashboard`);
}

/** A refund, as it appears in the provider's events. */
export function refundObject(refund: Row, status: string): Record<string, unknown> {
  return {
    id: refund['provider_refund_id'],
    object: 'refund',
    amount: refund['amount_minor'],
    currency: refund['currency'],
    status,
    metadata: {
      refundId: refund['refund_id'],
      paymentId: refund['payment_id'],
      orderId: refund['order_id'],
    },
  };
}
