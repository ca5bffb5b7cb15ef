import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutAnswer } from '../an-order-without-answer.ts';
import { becomes, expectAccepted, expectChargedOnce, passed } from '../what-was-seen.ts';

export default {
  name: 'rotated-webhook-secret',
  broken:
    'One of two copies of payments has the new secret for webhooks already, and the provider still signs with the old one.',
  customerSees:
    'Nothing: what this copy refuses comes again, and the other takes it. Orders are paid by answers, or by asking when those are lost.',
  cell: { edge: 'stripe->payments', fault: 'rotated secret', phase: 'throughout' },
  proves: ['webhook.fallback', 'payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: { 'payments-2': { STRIPE_WEBHOOK_SECRET: 'whsec_rotated_0000000000000000000000' } },
  // Which copy an event comes to again is left to chance, with pauses that grow to 8 s.
  livenessMs: 40_000,
  run: async (system) => {
    // More news at once than there are connections: those opened for them lead to both copies.
    const answers = await Promise.all(Array.from({ length: 8 }, () => system.shopper().checkOut()));
    const orders = answers.map(expectAccepted);
    const { orderId, heal } = await orderWithoutAnswer(system, system.shopper('Ada'));
    await heal();
    for (const each of [...orders, orderId]) await becomes(system, each, 'paid');
    for (const each of [...orders, orderId]) await expectChargedOnce(system, each);
    const refused = await system.until('a webhook was refused', () =>
      passed(system, 'stripe->payments', 'response').find(({ label }) => label.startsWith('400 ')),
    );
    assert.equal(refused.sender, 'payments-2');
  },
} satisfies Scenario;
