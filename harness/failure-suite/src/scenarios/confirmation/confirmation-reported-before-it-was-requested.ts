import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { securedOrder } from '../a-confirmation.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, expectPaid, orderBegunBy } from '../expectations.ts';

export default {
  name: 'confirmation-reported-before-it-was-requested',
  broken:
    "The provider's response that the bank wants a confirmation is late: the customer has confirmed, and the webhook about it arrives first.",
  customerSees: 'The order is paid immediately, and never sends its customer to the bank again.',
  cell: { edge: 'payments->stripe', fault: 'late', phase: 'after it ran, before a byte returns' },
  proves: ['confirmation.idempotency', 'webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      ada.checkOut({ order: securedOrder, timeoutMs: 10_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const url = await system.until('the bank waits', () => system.simulator.challengeOf(orderId));
    assert.ok((await system.simulator.confirmWithBank(url)).isTaken);
    await system.until('the webhook has settled the payment', async () => {
      const sql = 'select status from payment where order_id = $1';
      const [payment] = await system.query('payments', sql, [orderId]);
      return payment?.['status'] === 'succeeded';
    });
    await held.release('forward');
    const { key } = await outcome;
    await becomes(system, orderId, 'paid');
    assert.equal(expectPaid(await ada.checkOut({ order: securedOrder, key: String(key) })), orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
