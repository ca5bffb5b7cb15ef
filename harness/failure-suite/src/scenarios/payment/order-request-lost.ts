import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'order-request-lost',
  broken: "A customer's order is lost before checkout sees it.",
  customerSees: 'A retry with the same key places it for the first time: one order, one charge.',
  cell: { edge: 'shopper->checkout', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    await system.lab.strike({ edge: 'shopper->checkout', direction: 'request', action: { kind: 'reset' } });
    const ada = system.shopper('Ada');
    const response = await ada.checkOut();
    assert.equal(response.headers['idempotent-replayed'], undefined);
    await expectChargedOnce(system, expectPaid(response));
    assert.equal((await ordersOf(system, ada)).length, 1);
  },
} satisfies Scenario;
