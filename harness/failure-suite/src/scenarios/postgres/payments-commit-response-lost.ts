import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-commit-response-lost',
  broken: 'Postgres commits a new payment, and its response to payments is lost, twice.',
  customerSees: 'The order is paid, or pending with a notice and paid soon after. One payment, one charge.',
  cell: { edge: 'payments->postgres', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Ada'));
    const commit = { edge: 'payments->postgres', direction: 'request', contains: orderId } as const;
    const first = await system.lab.strike({ ...commit, action: { kind: 'hold' } });
    await held.release('forward');
    await first.hit();
    const again = await system.lab.strike({ ...commit, action: { kind: 'reset' } });
    await first.release('forward_and_reset');
    await again.hit();
    assert.equal(expectAccepted(await outcome), orderId);
    await becomes(system, orderId, 'paid');
    const payments = await system.query('payments', 'select status from payment where order_id = $1', [
      orderId,
    ]);
    assert.deepEqual(payments, [{ status: 'succeeded' }]);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
