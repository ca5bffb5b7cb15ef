import { type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { chargesOf, expectResponse } from './expectations.ts';

const declinedPayment = `select provider_payment_id from payment where order_id = $1 and status = 'failed'`;

/** An order whose card is declined. Returns its ID. */
export async function declinedOrder(shopper: Shopper): Promise<string> {
  const declined = await shopper.checkOut({ order: { paymentMethod: 'pm_card_chargeDeclined' } });
  return String(expectResponse(declined, 402, 'card_declined')['orderId']);
}

/** Outside the shop, the payment of a declined order is confirmed with another card. */
export async function chargeLate(
  system: System,
  orderId: string,
  paymentMethod = 'pm_card_visa',
): Promise<void> {
  const [payment] = await system.query('payments', declinedPayment, [orderId]);
  const intent = `/v1/payment_intents/${String(payment?.['provider_payment_id'])}`;
  await system.simulator.inDashboard(`${intent}/confirm`, { payment_method: paymentMethod });
}

/** A declined order that is then charged outside the shop. Returns its ID. */
export async function chargedLate(system: System, shopper: Shopper, paymentMethod?: string): Promise<string> {
  const orderId = await declinedOrder(shopper);
  await chargeLate(system, orderId, paymentMethod);
  return orderId;
}

export const untilRefundedInFull = (system: System, orderId: string): Promise<unknown> =>
  system.until(
    'the late charge is refunded in full',
    async () => (await chargesOf(system, orderId)).some(({ status }) => status === 'refunded'),
    20_000,
  );

/** Checkout's own record of the refund. */
export async function refundOfLateCharge(
  system: System,
  orderId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [refund] = await system.query(
    'checkout',
    'select * from orphaned_charge_refund where order_id = $1',
    [orderId],
  );
  return refund;
}
