import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { type Redis } from 'ioredis';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { onRedis } from '../poison.ts';

async function lastSave(system: System, redis: Redis, how: 'ok' | 'err'): Promise<void> {
  await redis.call('BGSAVE', 'SCHEDULE');
  await system.until(`the last save of Redis is ${how}`, async () =>
    (await redis.info('persistence')).includes(`rdb_last_bgsave_status:${how}`),
  );
}

/** The file of a snapshot cannot replace a folder. */
async function whileItCannotSave(system: System, redis: Redis, act: () => Promise<void>): Promise<void> {
  const [, folder = ''] = await redis.config('GET', 'dir');
  const [, file = ''] = await redis.config('GET', 'dbfilename');
  const [, usual = ''] = await redis.config('GET', 'save');
  const inTheWay = path.join(folder, file);
  await mkdir(inTheWay);
  try {
    await redis.config('SET', 'save', '3600 1');
    await lastSave(system, redis, 'err');
    system.note('Redis cannot write to its disk');
    await act();
  } finally {
    await rmdir(inTheWay);
    await redis.config('SET', 'save', usual);
    await lastSave(system, redis, 'ok');
    system.note('Redis can write to its disk again');
  }
}

export default {
  name: 'redis-cannot-save',
  needs: 'processes',
  broken: 'The disk of Redis fails: it responds to reads, and to every write with MISCONF.',
  customerSees: 'Orders are paid as usual. Receipts arrive once Redis can write to its disk again.',
  cell: { edge: 'checkout->redis', fault: 'MISCONF', phase: 'throughout' },
  proves: ['checkout.fallback', 'receipt.recovery', 'receipt.retry'],
  livenessMs: 40_000,
  run: (system) =>
    onRedis(system, async (redis) => {
      const orders: string[] = [];
      await whileItCannotSave(system, redis, async () => {
        const ada = system.shopper('Ada');
        orders.push(expectPaid(await ada.checkOut({ attempts: 1 })));
        orders.push(expectPaid(await ada.checkOut({ attempts: 1 })));
        await system.until('a refused write', async () =>
          /errorstat_MISCONF:count=[1-9]/.test(await redis.info('errorstats')),
        );
      });
      for (const orderId of orders) await isMailed(system, orderId, 40_000);
    }),
} satisfies Scenario;
