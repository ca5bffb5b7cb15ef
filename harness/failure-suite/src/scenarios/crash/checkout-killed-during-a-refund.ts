import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid } from '../expectations.ts';

export default {
  name: 'checkout-killed-during-a-refund',
  broken:
    'The instance of checkout that requested a refund is killed (SIGKILL) before payments sees the request, and the customer never retries.',
  customerSees: 'The connection breaks. The money is refunded anyway, once.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const point = { edge: 'checkout->payments', direction: 'request' } as const;
    const { held, outcome } = await holdAt(system, point, () => ada.refund(orderId, { attempts: 1 }));
    await system.process(held.message.sender).kill();
    await held.release('drop');
    await outcome;
    await system.process(held.message.sender).start();
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
