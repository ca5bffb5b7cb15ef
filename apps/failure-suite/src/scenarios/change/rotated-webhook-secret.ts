import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutAnswer } from '../an-order-without-answer.ts';
import { becomes, expectChargedOnce, expectPaid, passed } from '../what-was-seen.ts';

export default {
  name: 'rotated-webhook-secret',
  broken: 'Payments has the new secret for webhooks, and the provider still signs with the old one.',
  customerSees:
    'Nothing: every webhook is refused, and orders are paid by answers, or by asking the provider when those are lost.',
  cell: { edge: 'stripe->payments', fault: 'rotated secret', phase: 'throughout' },
  proves: ['webhook.fallback', 'payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: { 'payments-2': { STRIPE_WEBHOOK_SECRET: 'whsec_rotated_0000000000000000000000' } },
  run: async (system) => {
    await expectChargedOnce(system, expectPaid(await system.shopper('Grace').checkOut({ attempts: 1 })));
    const { orderId, heal } = await orderWithoutAnswer(system, system.shopper('Ada'));
    await heal();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.until(
      'a webhook was refused',
      () => passed(system, 'stripe->payments', 'response').length > 0,
    );
    for (const { label } of passed(system, 'stripe->payments', 'response')) assert.match(label, /^400 /);
  },
} satisfies Scenario;
