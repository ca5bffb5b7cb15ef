import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'charge-request-lost',
  broken:
    'The connection to the card provider is reset while the charge request is on it: the provider never sees it.',
  customerSees: 'The order is paid immediately and charged once: payments retried the charge automatically.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['payment.retry', 'checkout.retry'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    await system.lab.strike({ edge: 'payments->stripe', direction: 'request', action: { kind: 'reset' } });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    assert.equal(attemptsAtStripe(system).length, 2, 'attempts at the provider');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
