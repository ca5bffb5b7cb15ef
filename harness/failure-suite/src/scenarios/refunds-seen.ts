import assert from 'node:assert/strict';
import { type System } from '../system/system.ts';
import { chargesOf } from './expectations.ts';

type Row = Readonly<Record<string, unknown>>;

/** What payments has written down of the refunds of an order, oldest first. */
export const refundsOf = (system: System, orderId: string): Promise<readonly Row[]> =>
  system.query('payments', 'select * from refund where order_id = $1 order by created_at', [orderId]);

export async function onlyRefundOf(system: System, orderId: string): Promise<Row> {
  const refunds = await refundsOf(system, orderId);
  assert.equal(refunds.length, 1, `refunds of ${orderId} at payments`);
  return refunds[0] ?? {};
}

/** Refunds a part of an order in the dashboard of the provider: past payments, and without our metadata. */
export async function inDashboard(system: System, orderId: string, amountMinor?: number): Promise<void> {
  const [charge] = await chargesOf(system, orderId);
  assert.ok(charge, `the provider has no charge of ${orderId}`);
  const { paymentIntentId } = charge;
  await system.simulator.post('/_simulator/refunds', { paymentIntentId, amountMinor });
  system.note(`${amountMinor ?? 'all that is left'} of ${orderId} is refunded in the dashboard`);
}

/** A refund as an event of the provider would tell of it. */
export function newsOfRefund(refund: Row, status: string): Record<string, unknown> {
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
