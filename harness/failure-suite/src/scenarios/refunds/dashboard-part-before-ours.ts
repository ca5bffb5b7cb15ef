import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { refundedTotalIs, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard, refundsOf } from '../refunds-seen.ts';

export default {
  name: 'dashboard-part-before-ours',
  broken:
    "A part is refunded in the provider's dashboard, and then another through the shop. The bank takes some seconds for each.",
  customerSees:
    'The refund in progress, also when the other part has arrived before it. Then both parts, once each.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.observability'],
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '4000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const order = { ...twoTeas, paymentMethod: 'pm_card_pendingRefund' };
    const orderId = expectPaid(await ada.checkOut({ order }));
    await system.simulator.deliverInTurn();
    await inDashboard(system, orderId, 1_200);
    await system.until(
      'payments knows the refund',
      async () => (await refundsOf(system, orderId)).length === 1,
    );
    const ours = expectResponse(await refundPart(system, ada, orderId, usd(2_000)), 201);
    assert.equal(ours['status'], 'pending');
    await refundedTotalIs(system, ada, orderId, 3_200);
    assert.equal(await statusOf(system, orderId), 'paid');
  },
} satisfies Scenario;
