import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

interface Loss {
  readonly receipts: number;
  /** The keys that Redis loses; default: all. */
  readonly keys?: string;
  /** Calls `empty`, and leaves a Redis that runs. */
  readonly lose: (system: System, empty: () => Promise<void>) => Promise<void>;
}

/** Receipts wait in Redis while no copy of email runs; Redis loses them. */
async function loseReceipts(system: System, { receipts, keys = '*', lose }: Loss): Promise<void> {
  const workers = ['email', 'email-2'].map((name) => system.process(name));
  await Promise.all(workers.map((worker) => worker.kill()));
  const placed: string[] = [];
  while (placed.length < receipts)
    placed.push(expectPaid(await system.shopper(`Ada ${placed.length}`).checkOut()));
  await system.until('all are in Redis', async () => (await system.ledgers()).unpublished.length === 0);
  await lose(system, async () => {
    assert.ok((await emptyRedis(system.redisUrl, keys)) >= receipts, 'receipts in Redis');
    system.note(`Redis has lost ${keys}`);
  });
  await Promise.all(workers.map((worker) => worker.start()));
  const copies = await Promise.all(placed.map((orderId) => isMailed(system, orderId, 40_000)));
  assert.deepEqual(
    copies.map(({ length }) => length),
    placed.map(() => 1),
  );
}

async function emptyAndRestart(system: System, empty: () => Promise<void>): Promise<void> {
  await empty();
  await system.process('redis').restart();
}

/** Longer than an append-only file or a replica may be behind. */
async function waitFiveSeconds(system: System): Promise<void> {
  const young = `select from outbox where published_at > clock_timestamp() - interval '5 seconds'`;
  await system.until(
    'the receipts have waited for five seconds',
    async () => (await system.query('checkout', young)).length === 0,
  );
}

/** The only relay of each outbox fails at the first statement that searches it for lost messages. */
async function failTheSearch(system: System, lose: () => Promise<void>): Promise<void> {
  await Promise.all(['checkout-2', 'payments-2'].map((copy) => system.process(copy).kill()));
  const strikes = await Promise.all(
    ['checkout->postgres', 'payments->postgres'].map((edge) =>
      system.lab.strike({
        edge,
        direction: 'request',
        label: 'update outbox',
        contains: 'queue_generation <> ',
        action: { kind: 'reset' },
      }),
    ),
  );
  await lose();
  await Promise.all(strikes.map((strike) => strike.hit()));
}

const common = {
  needs: 'redis',
  proves: ['receipt.recovery', 'receipt.idempotency'],
  livenessMs: 40_000,
} as const;

export default [
  {
    ...common,
    name: 'redis-loses-twenty-receipts',
    broken: 'Twenty receipts are waiting in Redis, which loses all its data and comes back empty.',
    customerSees: 'All twenty customers get their receipt, each once.',
    cell: { edge: 'checkout->redis', fault: 'emptied', phase: 'after the response' },
    run: (system) => loseReceipts(system, { receipts: 20, lose: emptyAndRestart }),
  },
  {
    ...common,
    name: 'redis-starts-from-an-old-snapshot',
    broken: 'Three receipts wait in Redis for five seconds. It restarts from a snapshot that is older.',
    customerSees: 'All three customers get their receipt, each once.',
    cell: { edge: 'checkout->redis', fault: 'older snapshot', phase: 'after the response' },
    run: (system) =>
      loseReceipts(system, {
        receipts: 3,
        keys: '*:email:*',
        lose: async (_, empty) => {
          await waitFiveSeconds(system);
          await emptyAndRestart(system, empty);
        },
      }),
  },
  {
    ...common,
    name: 'redis-loses-receipts-and-their-search-fails',
    broken:
      'One copy of checkout and payments runs. Redis loses three receipts and comes back empty. The relays lose their connections to Postgres while they search for the lost messages.',
    customerSees: 'All three customers get their receipt, each once.',
    cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'before the callee sees it' },
    run: (system) =>
      loseReceipts(system, {
        receipts: 3,
        lose: async (_, empty) => {
          await empty();
          await failTheSearch(system, () => system.process('redis').restart());
        },
      }),
  },
  {
    ...common,
    name: 'empty-redis-takes-over-and-the-search-fails',
    broken:
      'One copy of checkout and payments runs. An empty Redis takes over, without a restart that would show later. The relays lose their connections to Postgres while they search for the lost messages.',
    customerSees: 'All three customers get their receipt, each once.',
    cell: { edge: 'checkout->postgres', fault: 'reset', phase: 'before the callee sees it' },
    run: (system) => loseReceipts(system, { receipts: 3, lose: (_, empty) => failTheSearch(system, empty) }),
  },
] satisfies readonly Scenario[];

/** Returns how many receipts were waiting. */
async function emptyRedis(url: string, pattern: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const [list] = await redis.keys('*:email:wait');
    const waiting = list === undefined ? 0 : await redis.llen(list);
    await redis.del(await redis.keys(pattern));
    return waiting;
  } finally {
    redis.disconnect();
  }
}
