import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, openDispute } from '../a-dispute.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes } from '../expectations.ts';

export default {
  name: 'disputed-before-checkout-is-paid',
  broken:
    'Both instances of checkout are killed while a card is charged. The payer disputes the payment before checkout reads that it was made.',
  customerSees: 'The connection breaks. The order is paid, and then shows the dispute.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.recovery', 'webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    const both = ['checkout', 'checkout-2'].map((name) => system.process(name));
    await held.release('forward');
    await system.until(
      'the card is charged',
      async () =>
        (
          await system.query('payments', `select from payment where order_id = $1 and status = 'succeeded'`, [
            orderId,
          ])
        ).length > 0,
    );
    await Promise.all(both.map((each) => each.kill()));
    await outcome;
    await openDispute(system, orderId);
    await system.until(
      'payments has recorded the dispute',
      async () =>
        (
          await system.query(
            'payments',
            'select from dispute join payment using (payment_id) where order_id = $1',
            [orderId],
          )
        ).length > 0,
    );
    await Promise.all(both.map((each) => each.start()));
    await becomes(system, orderId, 'paid');
    await system.until(
      'the order has its dispute',
      async () => (await disputeHistory(system, orderId)).length > 0,
    );
    assert.deepEqual(await disputeHistory(system, orderId), ['needs_response']);
  },
} satisfies Scenario;
