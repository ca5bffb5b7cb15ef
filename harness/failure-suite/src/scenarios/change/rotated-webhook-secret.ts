import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, expectPaid, passed } from '../expectations.ts';

export default {
  name: 'rotated-webhook-secret',
  broken:
    'One of the two instances of payments already has the new webhook secret; the provider still signs with the old one.',
  customerSees:
    'Nothing: webhooks that this instance refuses are sent again, and the other accepts them. Orders are paid through responses, or through lookups when those are lost.',
  cell: { edge: 'stripe->payments', fault: 'rotated secret', phase: 'throughout' },
  proves: ['webhook.fallback', 'payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: { 'payments-2': { STRIPE_WEBHOOK_SECRET: 'whsec_rotated_0000000000000000000000' } },
  // Chance decides which instance gets a repeated event, with pauses that grow to 8 s.
  livenessMs: 40_000,
  run: async (system) => {
    await expectChargedOnce(system, expectPaid(await system.shopper('Grace').checkOut({ attempts: 1 })));
    const { orderId, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await heal();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    const refused = await system.until('a webhook was refused', () =>
      passed(system, 'stripe->payments', 'response').find(({ label }) => label.startsWith('400 ')),
    );
    assert.equal(refused.sender, 'payments-2');
  },
} satisfies Scenario;
