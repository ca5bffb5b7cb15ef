import assert from 'node:assert/strict';
import { type CheckOut, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { expectResponse } from './expectations.ts';

export interface BankPayment {
  readonly orderId: string;
  readonly key: string;
  /** Settles the transfer. */
  readonly end: (as: 'succeeded' | 'failed') => Promise<void>;
}

export const bankOrder = { paymentMethod: 'pm_usBankAccount_success' };

/** Places an order with a bank transfer that takes days; checks the notice and the expected date. */
export async function bankPayment(
  system: System,
  shopper: Shopper,
  paymentMethod = bankOrder.paymentMethod,
  options: Pick<CheckOut, 'key'> = {},
): Promise<BankPayment> {
  const response = await shopper.checkOut({ ...options, order: { paymentMethod } });
  const body = expectResponse(response, 202);
  assert.equal(body['status'], 'payment_pending');
  assert.match(
    String(body['notice']),
    /^Your bank is transferring \$[\d,]+\.\d\d; this can take up to 7 days\./,
  );
  assert.ok(Date.parse(String(body['expectedBy'])) > Date.now(), 'the order has an expected payment date');
  const orderId = String(body['orderId']);
  const [payment] = await system.query(
    'payments',
    'select provider_payment_id from payment where order_id = $1',
    [orderId],
  );
  const intentId = String(payment?.['provider_payment_id']);
  const end = async (as: 'succeeded' | 'failed'): Promise<void> => {
    await system.simulator.post(`/_simulator/payment_intents/${intentId}/settle`, { as });
    system.note(`the bank settles ${intentId} as ${as}`);
  };
  return { orderId, key: String(response.key), end };
}
