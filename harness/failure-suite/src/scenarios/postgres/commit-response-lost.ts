import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectBusy, expectChargedOnce, expectPaid, orderBegunBy, ordersOf } from '../expectations.ts';

/** Compare `connection-cut-before-commit`: the customer sees the same, but the opposite is true. */
export default {
  name: 'commit-response-lost',
  broken:
    'Postgres commits a new order, the response is lost, and so is the connection on which checkout checks the commit.',
  customerSees:
    '503 with Retry-After, although the order exists. A retry with the same key pays that order, once.',
  cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const commit = { edge: 'checkout->postgres', direction: 'request', contains: ada.email } as const;
    const { held, outcome } = await holdAt(system, commit, () => ada.checkOut({ attempts: 1 }));
    const again = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    await held.release('forward_and_reset');
    await again.hit();
    const response = await outcome;
    expectBusy(response);
    const orderId = await orderBegunBy(system, ada);
    assert.equal(expectPaid(await ada.checkOut({ key: String(response.key) })), orderId);
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
    system.saw('response lost after the effect');
  },
} satisfies Scenario;
