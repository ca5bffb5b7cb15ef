import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged, outcomeOf } from '../an-order-being-charged.ts';
import { expectBusy, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'outcome-cut-before-commit',
  broken:
    "The charge succeeds, and the connection to Postgres breaks before checkout's commit of it arrives, twice.",
  customerSees: '503 with Retry-After. A retry with the same key shows the order as paid, charged once.',
  cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    const commit = outcomeOf(orderId, held);
    const first = await system.lab.strike({ ...commit, action: { kind: 'hold' } });
    await held.release('forward');
    await first.hit();
    const again = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    await first.release('reset');
    await again.hit();
    const response = await outcome;
    expectBusy(response);
    assert.equal(expectPaid(await ada.checkOut({ key: String(response.key) })), orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
