import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { onRedis } from '../poison.ts';

export default {
  name: 'redis-full',
  needs: 'redis',
  broken: 'The memory of Redis is full: it responds to reads, and to every write with OOM.',
  customerSees: 'Orders are paid as usual. Receipts arrive once Redis has memory again.',
  cell: { edge: 'checkout->redis', fault: 'OOM', phase: 'throughout' },
  proves: ['checkout.fallback', 'receipt.recovery', 'receipt.retry'],
  livenessMs: 40_000,
  run: (system) =>
    onRedis(system, async (redis) => {
      try {
        await redis.config('SET', 'maxmemory', '1');
        system.note('Redis is full');
        const ada = system.shopper('Ada');
        const responses = [await ada.checkOut({ attempts: 1 }), await ada.checkOut({ attempts: 1 })];
        const orders = responses.map(expectPaid);
        await system.until('a refused write', async () =>
          /errorstat_OOM:count=[1-9]/.test(await redis.info('errorstats')),
        );
        await redis.config('SET', 'maxmemory', '0');
        system.note('Redis has memory again');
        for (const orderId of orders) await isMailed(system, orderId, 40_000);
      } finally {
        await redis.config('SET', 'maxmemory', '0');
      }
    }),
} satisfies Scenario;
