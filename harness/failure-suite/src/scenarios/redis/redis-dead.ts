import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { slowestUsualOrder } from '../slowest-usual-order.ts';
import { durationOf } from '../suggestions-seen.ts';

/** No value from before the outage may look current. */
async function queuesAreUnreachable(system: System, consumer: string): Promise<void> {
  await system.until(`${consumer} measures that no queue can be reached`, async () => {
    const { text } = await system.ask(consumer, '/metrics');
    const values = [...text.matchAll(/^messaging_queue_reachable\{.*\} (\d)$/gm)].map(([, value]) => value);
    return (
      values.length > 0 && values.every((value) => value === '0') && !/^messaging_queue_depth\{/m.test(text)
    );
  });
}

export default {
  name: 'redis-dead',
  needs: 'redis',
  broken: 'Redis is killed. Queues and cache are unavailable; it comes back after the orders were placed.',
  customerSees: 'Orders are paid and confirmed as fast as usual. Receipts arrive once Redis is back.',
  cell: { edge: 'checkout->redis', fault: 'kill', phase: 'connect' },
  proves: ['checkout.fallback', 'receipt.recovery'],
  // The relay's pauses and its breaker may have grown to 10 s just before Redis comes back.
  livenessMs: 40_000,
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const usualMs = await slowestUsualOrder(ada);
    const redis = system.process('redis');
    await redis.kill();
    const responses = [await ada.checkOut(), await ada.checkOut(), await ada.checkOut()];
    const orders = responses.map(expectPaid);
    for (const consumer of ['checkout', 'email']) await queuesAreUnreachable(system, consumer);
    const slowest = Math.max(...responses.map(durationOf));
    const bound = 2 * usualMs + 250;
    assert.ok(slowest <= bound, `without Redis, an order took ${slowest} ms; the limit is ${bound} ms`);
    await redis.start();
    for (const orderId of orders) await isMailed(system, orderId, 40_000);
  },
} satisfies Scenario;
