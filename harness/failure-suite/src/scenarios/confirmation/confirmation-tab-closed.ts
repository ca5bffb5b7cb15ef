import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { failsUnconfirmed, orderToConfirm, seenBy } from '../a-confirmation.ts';

export default {
  name: 'confirmation-tab-closed',
  broken: 'The bank asks for a confirmation, and the customer closes the tab without responding.',
  customerSees:
    'Nothing is charged. Once the time to confirm is over, the order fails, and an email says so.',
  cell: { edge: 'shopper->checkout', fault: 'client vanishes', phase: 'throughout' },
  proves: ['confirmation.timeout', 'confirmation.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const order = await orderToConfirm(system, ada);
    await failsUnconfirmed(system, order.orderId);
    const { isTaken } = await order.confirm();
    assert.ok(!isTaken, "the bank's page is closed after the time to confirm");
    const seen = await seenBy(ada, order.orderId);
    assert.equal(seen['status'], 'payment_failed');
    assert.equal(seen['nextAction'], null);
  },
} satisfies Scenario;
