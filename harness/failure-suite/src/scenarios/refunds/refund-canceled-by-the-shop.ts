import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { makeOlder, windowHours } from '../order-of-yesterday.ts';
import { onlyRefundOf } from '../refunds-seen.ts';

/** As its owner can while Stripe waits for the customer's bank details. */
async function cancelAtStripe(system: System, refundId: string): Promise<void> {
  await system.simulator.post(`/_simulator/refunds/${refundId}/hold`, { for: 'customer' });
  await system.simulator.inDashboard(`/v1/refunds/${refundId}/cancel`, {});
}

export default {
  name: 'refund-canceled-by-the-shop',
  broken:
    'Stripe waits for the bank details of a customer. The shop cancels the refund there, to return the money another way. A day later, the customer requests it again.',
  customerSees:
    'The team canceled the refund. The customer is never invited to request it again, and is refused.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency'],
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  isBackdated: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    await cancelAtStripe(system, String((await onlyRefundOf(system, orderId))['provider_refund_id']));
    await becomes(system, orderId, 'paid');
    const { notice } = expectResponse(await ada.get(`/orders/${orderId}`), 200);
    assert.match(String(notice), /our team canceled it/);
    await makeOlder(system, orderId, windowHours + 1);
    expectResponse(await ada.refund(orderId), 403, 'refund_needs_operator');
  },
} satisfies Scenario;
