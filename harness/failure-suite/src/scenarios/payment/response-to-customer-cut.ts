import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'response-to-customer-cut',
  broken: "The customer's connection breaks in the middle of the response.",
  customerSees: 'A retry with the same key gets the complete response. The order was placed once.',
  cell: { edge: 'shopper->checkout', fault: 'cut', phase: 'mid-response' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    await system.lab.strike({ edge: 'shopper->checkout', direction: 'response', action: { kind: 'cut' } });
    const response = await system.shopper('Ada').checkOut();
    assert.equal(response.headers['idempotent-replayed'], 'true');
    await expectChargedOnce(system, expectPaid(response));
  },
} satisfies Scenario;
