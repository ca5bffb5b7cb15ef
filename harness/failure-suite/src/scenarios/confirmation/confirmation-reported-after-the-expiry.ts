import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm, seenBy } from '../a-confirmation.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-reported-after-the-expiry',
  broken:
    'The customer confirms in time, but payments cannot reach the provider and gets its webhook only after the time to confirm.',
  customerSees:
    'Once the time is over, the order shows no link and says that its payment is being checked. Then it is paid.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'throughout' },
  proves: ['confirmation.fallback', 'webhook.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.withholdEvents();
    const { orderId, confirm } = await orderToConfirm(system, ada);
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
    assert.ok((await confirm()).isTaken);
    await becomes(system, orderId, 'payment_pending');
    const seen = await seenBy(ada, orderId);
    assert.equal(seen['nextAction'], null);
    assert.match(String(seen['notice']), /^The time to confirm this payment with your bank is over/);
    await outage.struck();
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await outage.clear();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
