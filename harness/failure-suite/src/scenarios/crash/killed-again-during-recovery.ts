import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'killed-again-during-recovery',
  broken:
    'An instance of checkout is killed (SIGKILL) while processing an order; then the instance that takes over is killed too.',
  customerSees: 'No response, then a receipt for an order that was charged once.',
  cell: { edge: 'checkout', fault: 'kill -9 twice', phase: 'before the callee sees it' },
  proves: ['checkout.recovery'],
  // Two leases must expire, one after the other.
  livenessMs: 25_000,
  run: async (system) => {
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Ada'));
    const first = held.message.sender;
    const recovery = await system.lab.strike({
      edge: 'checkout->payments',
      direction: 'request',
      contains: orderId,
      action: { kind: 'hold' },
    });
    await system.process(first).kill();
    await held.release('drop');
    await outcome;
    const { message } = await recovery.hit(20_000);
    const second = String(message?.sender);
    assert.notEqual(second, first);
    await system.process(second).kill();
    await recovery.release('drop');
    for (const name of [first, second]) await system.process(name).start();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    system.saw('lease taken over');
  },
} satisfies Scenario;
