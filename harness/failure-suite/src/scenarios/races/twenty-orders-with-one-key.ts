import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'twenty-orders-with-one-key',
  broken:
    'One order is sent twenty times at the same time with one key, to both instances of checkout. Payments is slow enough for all of them to overlap.',
  customerSees: 'The same response twenty times, byte for byte: one order, one charge, one receipt.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const slow = await system.lab.fault('checkout->payments', { kind: 'latency', ms: 150 });
    const key = randomUUID();
    const responses = await Promise.all(Array.from({ length: 20 }, () => ada.checkOut({ key })));
    await slow.struck();
    const [first, ...others] = responses;
    assert.ok(first);
    const orderId = expectPaid(first);
    for (const { status, text } of others) assert.deepEqual([status, text], [first.status, first.text]);
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
