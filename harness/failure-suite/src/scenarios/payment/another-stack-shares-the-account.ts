import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { paymentsComparedWhenOld } from '../reconciliation-seen.ts';

export default {
  name: 'another-stack-shares-the-account',
  broken:
    'Another Holdfast charges on the same account at the provider. Its events come to our webhook, too.',
  customerSees: "The other shop's customer keeps what was bought: nothing here adopts or refunds the charge.",
  cell: { edge: 'payments->stripe', fault: 'a charge of another stack', phase: 'after the response' },
  proves: ['payment.recovery', 'webhook.idempotency'],
  fallacies: ['there is one administrator'],
  chargedElsewhere: 1,
  run: async (system) => {
    const [orderId, paymentId] = ['ord', 'pay'].map((kind) => `${kind}_${randomUUID().replaceAll('-', '')}`);
    const metadata = {
      ...{ orderId, paymentId, operationId: randomUUID() },
      ...{ caller: 'tickets', installation: randomUUID() },
    };
    await system.simulator.inDashboard('/v1/payment_intents', {
      ...{ amount: '4200', currency: 'usd', confirm: 'true', payment_method: 'pm_card_visa' },
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`metadata[${name}]`, value])),
    });
    await paymentsComparedWhenOld(system);
    const adopted = 'select from payment where payment_id = $1';
    assert.deepEqual(await system.query('payments', adopted, [paymentId]), [], 'the charge was adopted');
    const { charges, refunds } = await system.ledgers();
    assert.deepEqual([charges.length, refunds], [1, []], 'the charge of another stack was refunded');
  },
} satisfies Scenario;
