import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, passed } from '../expectations.ts';

export default {
  name: 'webhook-and-response-lost',
  broken: "The provider's response is lost, and its webhooks never arrive.",
  customerSees:
    'The order is pending, and becomes paid anyway: payments looks up the outcome at the provider.',
  cell: { edge: 'stripe->payments', fault: 'lost', phase: 'throughout' },
  proves: [
    'webhook.recovery',
    'webhook.fallback',
    'payment.recovery',
    'checkout.recovery',
    'checkout.fallback',
    'payment.fallback',
  ],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    const dropped = await system.lab.fault('stripe->payments', { kind: 'refuse' });
    const { orderId, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await heal();
    await dropped.struck();
    await becomes(system, orderId, 'paid');
    assert.equal(passed(system, 'stripe->payments', 'response').length, 0, 'webhooks that got a response');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
