import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'checkout-killed-after-accepting-an-order',
  broken:
    'The instance of checkout that accepted an order is killed (SIGKILL) before it requests the charge, and the customer never retries.',
  customerSees: 'No response, then a receipt: the other instance finishes the order and charges it once.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['checkout.recovery', 'receipt.recovery'],
  isShort: true,
  run: async (system) => {
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Ada'));
    await system.process(held.message.sender).kill();
    await held.release('drop');
    assert.equal((await outcome).status, 0, 'the customer got no response');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    system.saw('lease taken over');
    await system.process(held.message.sender).start();
  },
} satisfies Scenario;
