import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-response-swallowed',
  broken: 'Payments charges the card, then the connection to it goes silent.',
  customerSees:
    "A response before the deadline in the customer's request. The order ends up paid and charged once.",
  cell: { edge: 'checkout->payments', fault: 'black hole', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  run: async (system) => {
    await system.lab.strike({
      edge: 'checkout->payments',
      direction: 'response',
      action: { kind: 'black_hole' },
    });
    const headers = { 'x-request-timeout-ms': '4000' };
    const response = await system.shopper('Ada').checkOut({ attempts: 1, headers });
    assert.ok(response.endedAt - response.startedAt < 4_250, 'the response came within the deadline');
    const orderId = expectAccepted(response);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
