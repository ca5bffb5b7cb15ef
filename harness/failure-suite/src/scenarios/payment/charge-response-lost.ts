import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, chargesOf, expectPaid } from '../expectations.ts';

export default {
  name: 'charge-response-lost',
  broken:
    'The provider charges the card, but its response is lost: the connection is reset before a byte returns.',
  customerSees:
    'The order is paid immediately. The second attempt carried the key of the first, so the card was charged once.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'checkout.idempotency', 'payment.retry'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    await system.lab.strike({ edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    assert.equal(attemptsAtStripe(system).length, 2, 'attempts at the provider');
    assert.equal((await chargesOf(system, orderId)).length, 1, 'charges at the provider');
    system.saw('response lost after the effect');
  },
} satisfies Scenario;
