import { Redis } from 'ioredis';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'redis-read-only',
  needs: 'redis',
  broken: 'Redis becomes a read-only replica, as after a failover, and refuses every write with READONLY.',
  customerSees: 'Orders are paid as usual. Receipts arrive once Redis accepts writes again.',
  cell: { edge: 'checkout->redis', fault: 'READONLY', phase: 'throughout' },
  proves: ['checkout.fallback', 'receipt.recovery', 'receipt.retry', 'receipt.fallback'],
  livenessMs: 40_000,
  run: async (system) => {
    const redis = new Redis(system.redisUrl);
    try {
      await redis.call('REPLICAOF', '127.0.0.1', '1');
      system.note('Redis is read-only');
      const ada = system.shopper('Ada');
      const orders = [await ada.checkOut({ attempts: 1 }), await ada.checkOut({ attempts: 1 })].map(
        expectPaid,
      );
      await system.until('a refused write', () => isRefused(redis));
      await redis.call('REPLICAOF', 'NO', 'ONE');
      system.note('Redis accepts writes again');
      for (const orderId of orders) await isMailed(system, orderId, 40_000);
    } finally {
      await redis.call('REPLICAOF', 'NO', 'ONE');
      redis.disconnect();
    }
  },
} satisfies Scenario;

/** Redis counts the commands that it refused for this reason. */
async function isRefused(redis: Redis): Promise<boolean> {
  return /errorstat_READONLY:count=[1-9]/.test(await redis.info('errorstats'));
}
