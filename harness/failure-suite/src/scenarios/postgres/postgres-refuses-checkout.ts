import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectBusy, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'postgres-refuses-checkout',
  broken: 'Checkout cannot connect to its database, and its existing connections are gone.',
  customerSees: '503 with Retry-After within about a second, and nothing is charged. A later retry is paid.',
  cell: { edge: 'checkout->postgres', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.fallback', 'checkout.timeout'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const outage = await system.lab.fault('checkout->postgres', { kind: 'refuse' });
    const response = await ada.checkOut({ attempts: 1 });
    expectBusy(response);
    assert.ok(response.endedAt - response.startedAt < 3_000, 'the response came within 3 s');
    await outage.struck();
    assert.deepEqual(await ordersOf(system, ada), []);
    await outage.clear();
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ key: String(response.key) })));
  },
} satisfies Scenario;
