import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';
import { isIdle } from '../news.ts';

/** No other customer of this scenario buys it. */
const product = 'prod_compass';
const dayMs = 24 * 3_600_000;
/** An outbox keeps its messages for seven days. */
const days = 6;

const messageOf = `select message_id from outbox where name = 'order-paid' and payload->>'orderId' = $1`;
/** Every time in the message or in the record of its delivery; the ID is one of them. */
const backdated = `
  update TABLE set message_id = $2, TIME = TIME - interval '${days} days' where message_id = $1 returning 1`;
/** Older than an inbox keeps anything: it vanishes in the first round after a start. */
const veryOld = `insert into inbox (consumer, message_id, received_at)
  values ('count-purchases', $1, clock_timestamp() - interval '40 days')`;

/** Returns the new ID of the message. */
async function aWeekPasses(system: System, messageId: unknown): Promise<string> {
  const olderId = uuidv7({ msecs: Date.now() - days * dayMs });
  for (const [database, table, time] of [
    ['checkout', 'outbox', 'published_at'],
    ['recommendations', 'inbox', 'received_at'],
  ] as const) {
    const text = backdated.replace('TABLE', table).replaceAll('TIME', time);
    assert.equal(
      (await system.query(database, text, [messageId, olderId])).length,
      1,
      `${table} has the message`,
    );
  }
  return olderId;
}

/** Recommendations starts, and has deleted what is too old from its inbox. */
async function startAndForget(system: System): Promise<void> {
  const oldId = uuidv7({ msecs: Date.now() - 40 * dayMs });
  await system.query('recommendations', veryOld, [oldId]);
  await system.process('recommendations').start();
  await system.until('the inbox is rid of old messages', async () => {
    const left = await system.query('recommendations', 'select 1 from inbox where message_id = $1', [oldId]);
    return left.length === 0;
  });
}

async function emptyRedis(system: System): Promise<void> {
  const redis = new Redis(system.redisUrl);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
  await system.process('redis').restart();
}

const sentAgain = `
  select 1 from outbox where message_id = $1 and published_at > clock_timestamp() - interval '1 day'`;

export default {
  name: 'purchase-of-last-week-returns',
  needs: 'redis',
  broken:
    'A purchase was counted six days ago. All copies of checkout are restarted, Redis comes back empty, and so every message that it may have lost is sent again.',
  customerSees: 'The order as before. Its purchase counts once in recommendations.',
  cell: { edge: 'checkout->redis', fault: 'emptied', phase: 'after the response' },
  proves: ['recommendations.idempotency', 'recommendations.recovery'],
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 40_000,
  run: async (system) => {
    const counted = async (): Promise<number> => {
      const text = 'select count from purchase where product_id = $1';
      return Number((await system.query('recommendations', text, [product]))[0]?.['count'] ?? 0);
    };
    const before = await counted();
    const order = { lines: [{ productId: product, quantity: 1 }] };
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ order }));
    await system.until('the purchase is counted', async () => (await counted()) === before + 1);
    const [message] = await system.query('checkout', messageOf, [orderId]);
    const copies = ['checkout', 'checkout-2'].map((name) => system.process(name));
    await Promise.all([...copies, system.process('recommendations')].map((each) => each.kill()));
    const messageId = await aWeekPasses(system, message?.['message_id']);
    await emptyRedis(system);
    await startAndForget(system);
    await Promise.all(copies.map((copy) => copy.start()));
    await system.until(
      'the message is sent again',
      async () => (await system.query('checkout', sentAgain, [messageId])).length === 1,
      30_000,
    );
    await isIdle(system);
    assert.equal(await counted(), before + 1, 'a purchase that returns after days counts once');
  },
} satisfies Scenario;
