import { type Redis } from 'ioredis';

/** An entry of Redis outside the queues. */
export interface RedisEntry {
  readonly key: string;
  /** Until it ends; negative if it never does. */
  readonly leftMs: number;
  /** The first 4 kB; empty if it is not a text. */
  readonly value: string;
}

const perScan = 1_000;
const mostBytes = 4_096;
/** BullMQ's own; in braces on a cluster. */
const ofQueues = /^(?:bull|\{bull\}):/;
const gone = -2;

/** Reads all entries that are not a queue's. */
export async function readRedisEntries(redis: Redis): Promise<RedisEntry[]> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'COUNT', perScan);
    for (const key of found) if (!ofQueues.test(key)) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  const entries = await Promise.all([...keys].map((key) => readEntry(redis, key)));
  return entries.filter(({ leftMs }) => leftMs !== gone);
}

async function readEntry(redis: Redis, key: string): Promise<RedisEntry> {
  const [leftMs, value] = await Promise.all([
    redis.pttl(key),
    redis.getrange(key, 0, mostBytes - 1).catch(() => ''),
  ]);
  return { key, leftMs, value };
}
