import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'checkout-killed-after-accepting-an-order',
  broken:
    'The copy of checkout that took an order is killed (SIGKILL) before it asks for the charge, and the shopper never comes back.',
  customerSees: 'No answer; and then a receipt: the other copy goes on with the order, and charges it once.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['checkout.recovery', 'receipt.recovery'],
  isShort: true,
  run: async (system) => {
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Ada'));
    await system.process(held.message.sender).kill();
    await held.release('drop');
    assert.equal((await outcome).status, 0, 'the shopper got no answer');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    system.saw('lease taken over');
    await system.process(held.message.sender).start();
  },
} satisfies Scenario;
