import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'two-instances-claim-one-key',
  broken:
    'One order is sent twice with one key. One instance of checkout is about to claim the key; its statement is held in transit until the other instance has paid the order.',
  customerSees: 'The same response twice, byte for byte: one order, one charge, one receipt.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const point = {
      edge: 'checkout->postgres',
      direction: 'request',
      label: 'insert idempotency_key + insert orders + insert order_event',
    } as const;
    const { held, outcome } = await holdAt(system, point, () => ada.checkOut({ key, attempts: 1 }));
    const paid = await ada.checkOut({ key });
    await held.release('forward');
    const late = await outcome;
    const orderId = expectPaid(paid);
    assert.deepEqual([late.status, late.text], [paid.status, paid.text]);
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
