import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { expectResponse, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'key-reused-with-another-body',
  broken:
    "A client uses one order's key for a different order, both while the first is being charged and afterwards.",
  customerSees: '422 both times. The first order is unaffected and paid.',
  cell: { edge: 'shopper->checkout', fault: 'key reused', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const { orderId, held, outcome } = await orderBeingCharged(system, ada, {
      key,
      attempts: 1,
      timeoutMs: 10_000,
    });
    const order = { lines: [{ productId: 'prod_mug', quantity: 1 }] };
    expectResponse(await ada.checkOut({ key, order, attempts: 1 }), 422, 'idempotency_key_reused');
    await held.release('forward');
    assert.equal(expectPaid(await outcome), orderId);
    expectResponse(await ada.checkOut({ key, order, attempts: 1 }), 422, 'idempotency_key_reused');
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
