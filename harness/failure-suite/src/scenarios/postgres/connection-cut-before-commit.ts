import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectBusy, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

/** Compare `commit-response-lost`: the customer sees the same, but the opposite is true. */
export default {
  name: 'connection-cut-before-commit',
  broken:
    'The connection to Postgres breaks before the commit that accepts an order arrives, and again when checkout checks it.',
  customerSees:
    '503 with Retry-After, and no order exists. A retry with the same key places and pays it, once.',
  cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const commit = { edge: 'checkout->postgres', direction: 'request', contains: ada.email } as const;
    const { held, outcome } = await holdAt(system, commit, () => ada.checkOut({ attempts: 1 }));
    const again = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    await held.release('reset');
    await again.hit();
    const response = await outcome;
    expectBusy(response);
    assert.deepEqual(await ordersOf(system, ada), [], 'the order does not exist');
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ key: String(response.key) })));
    assert.equal((await ordersOf(system, ada)).length, 1);
  },
} satisfies Scenario;
