import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'dispute-never-reported',
  broken: 'The provider never reports a dispute: only its ledger shows it.',
  customerSees: 'The order shows the dispute, once scheduled reconciliation has found it.',
  cell: { edge: 'stripe->payments', fault: 'withhold', phase: 'throughout' },
  proves: ['webhook.fallback'],
  repairs: ['dispute_without_record'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.simulator.withholdEvents();
    const { disputeId } = await openDispute(system, orderId);
    await disputeIs(system, ada, orderId, 'needs_response');
    const rows = await system.query(
      'payments',
      'select kind from reconciliation_repair where order_id = $1',
      [orderId],
    );
    assert.deepEqual(rows, [{ kind: 'dispute_without_record' }], `the repairs of ${disputeId}`);
  },
} satisfies Scenario;
