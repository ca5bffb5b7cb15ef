import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, becomes, chargesOf, expectAccepted } from '../expectations.ts';

export default {
  name: 'provider-stores-a-500',
  broken:
    'The provider charges the card and stores a 500 as the response: the same key gets the same 500 forever.',
  customerSees:
    'The order becomes paid: payments looks the charge up, and never requests it under another key.',
  cell: { edge: 'payments->stripe', fault: '5xx', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  isShort: true,
  run: async (system) => {
    await system.simulator.fault({
      route: 'POST /v1/payment_intents',
      fault: 'error_500_after_effect',
      times: 1,
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await becomes(system, orderId, 'paid');
    assert.equal((await chargesOf(system, orderId)).length, 1, 'charges at the provider');
    assert.ok(attemptsAtStripe(system).length <= 3, 'at most three attempts on the wire');
    assert.deepEqual(
      (await system.simulator.faults()).map(({ struck }) => struck),
      [1],
    );
  },
} satisfies Scenario;
