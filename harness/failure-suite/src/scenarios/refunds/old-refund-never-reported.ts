import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';

/** Longer than reconciliation looks back for anything but what is still pending. */
const days = 3;

export default {
  name: 'old-refund-never-reported',
  broken: 'A bank takes three days for a refund, and the provider never reports its result.',
  customerSees: 'The refund is pending for days. Then the order is refunded, and an email reports it.',
  cell: { edge: 'stripe->payments', fault: 'days pass', phase: 'throughout' },
  proves: ['webhook.fallback', 'refund.recovery'],
  isBackdated: true,
  repairs: ['refund_settled_record_pending'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    await system.simulator.withholdEvents();
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    for (const database of ['checkout', 'payments'])
      await system.query(
        database,
        `update refund set created_at = created_at - $2 * interval '1 day' where order_id = $1`,
        [orderId, days],
      );
    await system.simulator.advanceDays(days);
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
