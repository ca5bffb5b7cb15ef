import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { attemptsAtStripe, becomes, expectChargedOnce, expectPending } from '../expectations.ts';

/** Stripe keeps a key for 24 h. */
const aDayLater = `update idempotency_key set sent_at = sent_at - interval '25 hours'
                   where state = 'unknown' and operation = 'create-payment' returning operation_id`;

export default {
  name: 'provider-forgot-the-key',
  broken:
    "A charge's response was lost, and payments follows up 25 h later, when the provider has already expired its key.",
  customerSees:
    'The order becomes paid: payments looked the charge up. Sending it again would have charged twice.',
  cell: { edge: 'payments->stripe', fault: 'forgotten key', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
    await held.release('reset');
    const orderId = expectPending(await outcome);
    await system.until(
      'a day has passed',
      async () => (await system.query('payments', aDayLater)).length === 1,
    );
    const sent = attemptsAtStripe(system).length;
    await outage.clear();
    await becomes(system, orderId, 'paid');
    assert.equal(attemptsAtStripe(system).length, sent, 'charges sent again after a day');
    await expectChargedOnce(system, orderId);
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
