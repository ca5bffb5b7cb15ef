import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

const orders = 20;

export default {
  name: 'redis-loses-twenty-receipts',
  needs: 'redis',
  broken: 'Twenty receipts are waiting in Redis, which loses all its data and comes back empty.',
  customerSees: 'All twenty customers get their receipt, each once.',
  cell: { edge: 'checkout->redis', fault: 'emptied', phase: 'after the response' },
  proves: ['receipt.recovery', 'receipt.idempotency'],
  livenessMs: 40_000,
  run: async (system) => {
    const workers = ['email', 'email-2'].map((name) => system.process(name));
    await Promise.all(workers.map((worker) => worker.kill()));
    const placed: string[] = [];
    while (placed.length < orders)
      placed.push(expectPaid(await system.shopper(`Ada ${placed.length}`).checkOut()));
    await system.until('all are in Redis', async () => (await system.ledgers()).unpublished.length === 0);
    assert.ok((await emptyRedis(system.redisUrl)) >= orders, 'receipts in Redis');
    system.note('Redis has lost its data');
    await system.process('redis').restart();
    await Promise.all(workers.map((worker) => worker.start()));
    const copies = await Promise.all(placed.map((orderId) => isMailed(system, orderId, 40_000)));
    assert.deepEqual(
      copies.map(({ length }) => length),
      placed.map(() => 1),
    );
  },
} satisfies Scenario;

/** Returns how many receipts were waiting. */
async function emptyRedis(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const [list] = await redis.keys('*:email:wait');
    const waiting = list === undefined ? 0 : await redis.llen(list);
    await redis.flushall();
    return waiting;
  } finally {
    redis.disconnect();
  }
}
