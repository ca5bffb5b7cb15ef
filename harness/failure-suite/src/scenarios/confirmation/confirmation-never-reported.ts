import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm } from '../a-confirmation.ts';
import { becomes, expectChargedOnce, passed } from '../expectations.ts';

export default {
  name: 'confirmation-never-reported',
  broken: 'The customer confirms with the bank, and none of the webhooks about it arrive.',
  customerSees: 'The order is paid a little later: payments looks up the payment while it waits.',
  cell: { edge: 'stripe->payments', fault: 'lost', phase: 'throughout' },
  proves: ['confirmation.fallback', 'webhook.fallback'],
  run: async (system) => {
    const dropped = await system.lab.fault('stripe->payments', { kind: 'refuse' });
    const { orderId, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    await confirm();
    await becomes(system, orderId, 'paid');
    await dropped.struck();
    assert.equal(passed(system, 'stripe->payments', 'response').length, 0, 'webhooks that got a response');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
