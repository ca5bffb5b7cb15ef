import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'dispute-events-duplicated',
  broken: 'Every event about a dispute is delivered twice.',
  customerSees: 'The order shows the dispute, and its history names each step once.',
  cell: { edge: 'stripe->payments', fault: 'duplicate', phase: 'after the response' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.simulator.fault({ route: 'webhooks', fault: 'duplicate' });
    const dispute = await openDispute(system, orderId);
    await disputeIs(system, ada, orderId, 'needs_response');
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
    await system.simulator.clearFaults();
    assert.deepEqual(await disputeHistory(system, orderId), ['needs_response', 'won']);
  },
} satisfies Scenario;
