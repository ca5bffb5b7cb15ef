import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'dispute-events-reversed',
  broken: 'A dispute is opened and lost within a moment, and its events arrive newest first.',
  customerSees: 'The order shows the lost dispute; the older events change nothing.',
  cell: { edge: 'stripe->payments', fault: 'reorder', phase: 'after the response' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.until('no webhook is on its way', async () => {
      const { undelivered } = await system.ledgers();
      return undelivered.length === 0;
    });
    await system.simulator.fault({ route: 'webhooks', fault: 'reorder', ms: 500 });
    const dispute = await openDispute(system, orderId);
    await dispute.close('lost');
    await system.until('all events are delivered', async () => {
      const { undelivered, disputes } = await system.ledgers();
      return disputes[0]?.status === 'lost' && undelivered.length === 0;
    });
    await disputeIs(system, ada, orderId, 'lost');
    await system.simulator.clearFaults();
    assert.deepEqual(await disputeHistory(system, orderId), ['lost']);
  },
} satisfies Scenario;
