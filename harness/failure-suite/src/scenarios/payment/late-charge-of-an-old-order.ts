import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { chargeLate, declinedOrder, untilRefundedInFull } from '../a-late-charge.ts';
import { statusOf } from '../expectations.ts';
import { isIdle } from '../news.ts';
import { ordersComparedSince } from '../reconciliation-seen.ts';

/** Longer ago than reconciliation looks back. */
const hours = 3;

/** An operator removes all messages of payments from the queue, by mistake. */
async function loseMessages(system: System): Promise<void> {
  await system.until('all messages wait in the queue', async () => {
    const { jobs, unpublished, undelivered } = await system.ledgers();
    const isWaiting = jobs.some(
      ({ queue, state, count }) => queue === 'checkout' && state === 'waiting' && count > 0,
    );
    return isWaiting && unpublished.length === 0 && undelivered.length === 0;
  });
  const queue = new Queue('checkout', { connection: { url: system.redisUrl } });
  try {
    await queue.drain();
  } finally {
    await queue.close();
  }
}

export default {
  name: 'late-charge-of-an-old-order',
  needs: 'redis',
  broken:
    'A payment that was declined three hours ago is confirmed at the provider, outside the shop. Checkout is down meanwhile, and the message about it is removed from its queue.',
  customerSees: 'The order stays failed. Reconciliation finds the charge, and it is refunded in full.',
  cell: { edge: 'checkout->redis', fault: 'lost message', phase: 'before the callee sees it' },
  proves: ['webhook.fallback', 'refund.recovery'],
  chargedElsewhere: 1,
  isBackdated: true,
  repairs: ['charge_for_failed_order'],
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = await declinedOrder(system.shopper('Ada'));
    await isIdle(system);
    // The first run of a new shop looks back further.
    await ordersComparedSince(system, new Date());
    const copies = ['checkout', 'checkout-2'].map((name) => system.process(name));
    await Promise.all(copies.map((copy) => copy.kill()));
    await system.query(
      'checkout',
      `update orders set created_at = created_at - $2 * interval '1 hour', settled_at = settled_at - $2 * interval '1 hour'
       where order_id = $1`,
      [orderId, hours],
    );
    await chargeLate(system, orderId);
    await loseMessages(system);
    await Promise.all(copies.map((copy) => copy.start()));
    await untilRefundedInFull(system, orderId);
    const found = 'select kind from reconciliation_repair where order_id = $1';
    assert.deepEqual(await system.query('checkout', found, [orderId]), [{ kind: 'charge_for_failed_order' }]);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
  },
} satisfies Scenario;
