import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce, orderBegunBy } from '../expectations.ts';

export default {
  name: 'payments-outcome-cut-before-commit',
  broken:
    'The card is charged, and the connection to Postgres breaks before the commit of it arrives, twice.',
  customerSees: 'The order is paid, or pending with a notice and paid soon after. One charge.',
  cell: { edge: 'payments->postgres', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    const charged = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, charged, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const commit = { edge: 'payments->postgres', direction: 'request', contains: orderId } as const;
    const first = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    const second = await system.lab.strike({ ...commit, ordinal: 2, action: { kind: 'reset' } });
    await held.release('forward');
    await first.hit();
    await second.hit();
    assert.equal(expectAccepted(await outcome), orderId);
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
