import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'payments-response-lost',
  broken: 'Payments charges the card, but its response to checkout is lost with the connection.',
  customerSees:
    'The order is paid immediately: the second request, with the same key, gets the stored response to the first.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'payment.idempotency', 'checkout.retry'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    await system.lab.strike({ edge: 'checkout->payments', direction: 'response', action: { kind: 'reset' } });
    await expectChargedOnce(system, expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 })));
    assert.equal(attemptsAtStripe(system).length, 1, 'attempts at the provider');
    system.saw('response lost after the effect');
  },
} satisfies Scenario;
