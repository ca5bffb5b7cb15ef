import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged, outcomeOf } from '../an-order-being-charged.ts';
import { expectBusy, expectChargedOnce, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'outcome-commit-response-lost',
  broken:
    'The charge succeeds, Postgres commits it for checkout, and the response to the commit is lost, twice.',
  customerSees: '503 with Retry-After. A retry with the same key shows the order as paid, charged once.',
  cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    const commit = outcomeOf(orderId, held);
    const first = await system.lab.strike({ ...commit, action: { kind: 'hold' } });
    await held.release('forward');
    await first.hit();
    const again = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    await first.release('forward_and_reset');
    await again.hit();
    const response = await outcome;
    expectBusy(response);
    await system.until(
      'Postgres has committed the outcome',
      async () => (await statusOf(system, orderId)) === 'paid',
    );
    assert.equal(expectPaid(await ada.checkOut({ key: String(response.key) })), orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
