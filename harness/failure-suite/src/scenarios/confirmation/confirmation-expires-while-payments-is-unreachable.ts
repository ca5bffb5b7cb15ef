import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { failsUnconfirmed, orderToConfirm, securedOrder, seenBy } from '../a-confirmation.ts';
import { becomes } from '../expectations.ts';

export default {
  name: 'confirmation-expires-while-payments-is-unreachable',
  broken:
    'When the time to confirm ends, checkout cannot reach payments, and payments cannot reach the provider.',
  customerSees:
    'No link that leads nowhere: the order says that its payment is being checked, and fails once payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'throughout' },
  proves: ['confirmation.fallback', 'confirmation.timeout', 'confirmation.breaker'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, key, expiresAt } = await orderToConfirm(system, ada);
    const provider = await system.lab.fault('payments->stripe', { kind: 'refuse' });
    const payments = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    await system.until('the time to confirm is over', async () => {
      const seen = await seenBy(ada, orderId);
      return Date.now() > expiresAt && seen['status'] === 'payment_pending' && seen['nextAction'] === null;
    });
    await becomes(system, orderId, 'payment_pending');
    const again = await ada.checkOut({ order: securedOrder, key, attempts: 1 });
    assert.ok(again.status === 202 || again.status === 409, again.text);
    assert.ok(!again.text.includes('confirm_with_bank'), again.text);
    await Promise.all([provider.struck(), payments.struck()]);
    await Promise.all([provider.clear(), payments.clear()]);
    await failsUnconfirmed(system, orderId);
  },
} satisfies Scenario;
