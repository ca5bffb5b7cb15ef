import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { failsUnconfirmed, orderToConfirm } from '../a-confirmation.ts';

export default {
  name: 'canceled-in-the-dashboard',
  broken:
    "While a bank waits for a customer's confirmation, the shop cancels the payment in the provider's dashboard.",
  customerSees:
    'The order fails: the payment could not be processed, and nothing was charged. No text says that a bank declined it, or that a confirmation was missing.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['confirmation.recovery', 'webhook.recovery'],
  // The time to confirm must not end first.
  settings: { payments: { ACTION_TTL_MINUTES: '1' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, confirm } = await orderToConfirm(system, ada);
    const [payment] = await system.query(
      'payments',
      'select provider_payment_id as id from payment where order_id = $1',
      [orderId],
    );
    await system.simulator.cancel(String(payment?.['id']));
    await failsUnconfirmed(system, orderId);
    const [failed] = await system.query(
      'checkout',
      `select text from order_event where order_id = $1 and text like 'Nothing was charged.%'`,
      [orderId],
    );
    assert.equal(failed?.['text'], 'Nothing was charged. This payment could not be processed.');
    assert.equal((await confirm()).isTaken, false, 'a confirmation of a canceled payment');
  },
} satisfies Scenario;
