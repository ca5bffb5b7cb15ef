import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, orderBegunBy, ordersOf } from '../expectations.ts';

export default {
  name: 'client-vanishes',
  broken: 'A customer sends an order and disconnects while the card is being charged.',
  customerSees: 'A receipt: the order is placed, paid and charged once, with no client waiting for it.',
  cell: { edge: 'shopper->checkout', fault: 'client vanishes', phase: 'throughout' },
  proves: ['checkout.recovery', 'receipt.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'request' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({
        key: randomUUID(),
        attempts: 1,
        timeoutMs: 500,
        headers: { 'x-request-timeout-ms': '' },
      }),
    );
    assert.equal((await outcome).status, 0, 'the customer left');
    await held.release('forward');
    const orderId = await orderBegunBy(system, ada);
    await becomes(system, orderId, 'paid');
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
