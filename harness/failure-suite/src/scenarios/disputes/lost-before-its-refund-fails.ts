import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { onlyRefundOf } from '../refunds-seen.ts';

export default {
  name: 'lost-before-its-refund-fails',
  broken:
    'A bank takes days for a refund. Meanwhile the payer disputes the payment and wins, and the refund fails.',
  customerSees:
    'The dispute is lost and the refund was not made. The order counts as paid, and nothing as refunded.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.recovery'],
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    const refundId = String((await onlyRefundOf(system, orderId))['provider_refund_id']);
    const dispute = await openDispute(system, orderId, { whole: true });
    await dispute.close('lost');
    await disputeIs(system, ada, orderId, 'lost');
    await system.simulator.post(`/_simulator/refunds/${refundId}/settle`, { as: 'failed' });
    await becomes(system, orderId, 'paid');
    const { refundedTotal } = expectResponse(await ada.get(`/orders/${orderId}`), 200);
    assert.deepEqual(refundedTotal, { amountMinor: 0, currency: 'usd' });
  },
} satisfies Scenario;
