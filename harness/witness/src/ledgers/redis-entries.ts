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

/**
 * Reads the entries that are not a queue's, except those whose keys are `known`, and adds their keys to it:
 * counters last for a day, and soon there are thousands.
 */
export async function readRedisEntries(redis: Redis, known: Set<string>): Promise<RedisEntry[]> {
  const read: RedisEntry[] = [];
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'COUNT', perScan);
    const keys = new Set(found.filter((key) => !ofQueues.test(key) && !known.has(key)));
    read.push(...(await Promise.all([...keys].map((key) => readEntry(redis, key)))));
    for (const key of keys) known.add(key);
    cursor = next;
  } while (cursor !== '0');
  return read.filter(({ leftMs }) => leftMs !== gone);
}

async function readEntry(redis: Redis, key: string): Promise<RedisEntry> {
  const [leftMs, value] = await Promise.all([
    redis.pttl(key),
    redis.getrange(key, 0, mostBytes - 1).catch(() => ''),
  ]);
  return { key, leftMs, value };
}
