import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectUnconfirmed, failsUnconfirmed, orderToConfirm, securedOrder } from '../a-confirmation.ts';

export default {
  name: 'confirmation-refused',
  broken: "The customer refuses the payment on the bank's page, and tries to confirm it afterward.",
  customerSees: 'The order fails before its time is over. Nothing is charged, and an email says so.',
  cell: { edge: 'shopper->checkout', fault: 'client changes its mind', phase: 'throughout' },
  proves: ['confirmation.idempotency', 'confirmation.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, key, refuse, confirm } = await orderToConfirm(system, ada);
    assert.ok((await refuse()).isTaken);
    assert.ok(!(await confirm()).isTaken);
    await failsUnconfirmed(system, orderId);
    expectUnconfirmed(await ada.checkOut({ order: securedOrder, key }), orderId);
  },
} satisfies Scenario;
