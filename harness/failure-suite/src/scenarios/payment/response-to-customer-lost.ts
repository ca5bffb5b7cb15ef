import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'response-to-customer-lost',
  broken: 'Checkout accepts and charges the order, but the response to the customer is lost.',
  customerSees:
    'The customer sends the order again with the same key and gets the stored response: one order, one charge.',
  cell: { edge: 'shopper->checkout', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    await system.lab.strike({ edge: 'shopper->checkout', direction: 'response', action: { kind: 'reset' } });
    const ada = system.shopper('Ada');
    const response = await ada.checkOut();
    assert.equal(response.headers['idempotent-replayed'], 'true');
    await expectChargedOnce(system, expectPaid(response));
    assert.equal((await ordersOf(system, ada)).length, 1);
    system.saw('response lost after the effect');
  },
} satisfies Scenario;
