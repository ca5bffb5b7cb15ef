import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'commit-rechecked',
  broken: 'Postgres commits a new order and the response is lost; the next connection works.',
  customerSees: 'The order is paid immediately: checkout checked the database and found its own commit.',
  cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const commit = { edge: 'checkout->postgres', direction: 'request', contains: ada.email } as const;
    const { held, outcome } = await holdAt(system, commit, () => ada.checkOut({ attempts: 1 }));
    await held.release('forward_and_reset');
    await expectChargedOnce(system, expectPaid(await outcome));
    assert.equal((await ordersOf(system, ada)).length, 1);
  },
} satisfies Scenario;
