import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, passed } from '../expectations.ts';

export default {
  name: 'expired-credential-of-one-instance',
  broken: 'One of the two instances of checkout still uses an API key that payments no longer accepts.',
  customerSees:
    'Orders handled by this instance are pending, with a notice, until the other instance charges them. All become paid.',
  cell: { edge: 'checkout->payments', fault: 'expired credential', phase: 'before the callee sees it' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  fallacies: ['there is one administrator'],
  settings: { 'checkout-2': { PAYMENTS_API_KEY: 'expired-000000000000000000000000' } },
  // Chance decides which instance resumes an order, with growing pauses.
  livenessMs: 40_000,
  run: async (system) => {
    const shoppers = Array.from({ length: 6 }, () => system.shopper());
    const responses = await Promise.all(shoppers.map((each) => each.checkOut({ attempts: 1 })));
    const orders = responses.map(expectAccepted);
    const refused = passed(system, 'checkout->payments', 'response', '401 POST /payments');
    assert.ok(refused.length > 0, 'payments refused a request');
    assert.ok(refused.every(({ receiver }) => receiver === 'checkout-2'));
    assert.ok(
      responses.some(({ status }) => status === 202) && responses.some(({ status }) => status === 201),
    );
    for (const orderId of orders) await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
