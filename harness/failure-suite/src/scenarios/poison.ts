import { Redis } from 'ioredis';
import { NotHit } from '@holdfast/engine';
import { type System } from '../system/system.ts';

/** Replaces the value of a key by one that its readers cannot use. */
export type Poison = (redis: Redis, key: string) => Promise<unknown>;

export const asList: Poison = (redis, key) => redis.multi().del(key).rpush(key, 'poison').exec();
export const asText: Poison = (redis, key) => redis.set(key, '{"poison', 'KEEPTTL');
export const asOtherJson: Poison = (redis, key) =>
  redis.set(key, '{"v":{"poison":true},"kind":"value"}', 'KEEPTTL');

/** Bypasses the lab. */
export async function onRedis<T>({ redisUrl }: System, act: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl);
  try {
    return await act(redis);
  } finally {
    redis.disconnect();
  }
}

/** Deletes keys, so that those of earlier customers are not poisoned too. */
export const forgetKeys = (system: System, pattern: string): Promise<unknown> =>
  onRedis(system, async (redis) => {
    const keys = await redis.keys(pattern);
    return keys.length > 0 && redis.del(...keys);
  });

/** Poisons all keys of a pattern and returns them. Void if there are none. */
export function poison(system: System, pattern: string, how: Poison): Promise<readonly string[]> {
  return onRedis(system, async (redis) => {
    const keys = await redis.keys(pattern);
    if (keys.length === 0) throw new NotHit(`Redis has no key ${pattern} to poison.`);
    for (const key of keys) await how(redis, key);
    system.note(`poisoned: ${keys.join(', ')}`);
    return keys;
  });
}

/** Waits until none of the keys holds poison: each was deleted, or replaced by a usable value. */
export function isReplaced(system: System, keys: readonly string[]): Promise<unknown> {
  const isClean = async (redis: Redis, key: string): Promise<boolean> => {
    if ((await redis.type(key)) === 'list') return false;
    return !((await redis.get(key)) ?? '').includes('poison');
  };
  return onRedis(system, (redis) =>
    system.until(`${keys.join(', ')} without poison`, async () =>
      (await Promise.all(keys.map((key) => isClean(redis, key)))).every(Boolean),
    ),
  );
}

/** Kills and restarts both instances of checkout, which then have nothing in their memory. */
export async function restartCheckouts(system: System): Promise<void> {
  const copies = ['checkout', 'checkout-2'].map((name) => system.process(name));
  await Promise.all(copies.map((copy) => copy.kill()));
  await Promise.all(copies.map((copy) => copy.start()));
}
