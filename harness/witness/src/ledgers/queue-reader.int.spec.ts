import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testRedis, type TestRedis } from '@holdfast/testing';
import { Redis } from 'ioredis';
import { RedisQueueReader } from './queue-reader.ts';

describe('RedisQueueReader', () => {
  let server: TestRedis;
  let redis: Redis;
  let reader: RedisQueueReader;

  beforeAll(async () => {
    server = await testRedis();
    redis = new Redis(server.url);
  });
  beforeEach(async () => {
    await server.empty();
    reader = new RedisQueueReader(server.url);
  });
  afterEach(() => reader.close());
  afterAll(async () => {
    redis.disconnect();
    await server.drop();
  });

  const fail = async (id: string, at: number): Promise<void> => {
    await redis.hset(`bull:email:${id}`, { name: 'send-receipt', failedReason: 'no such email' });
    await redis.zadd('bull:email:failed', at, id);
  };
  const dead = async (since: number): Promise<string[]> =>
    (await reader.read(since)).deadLetters.map(({ id, reason }) => `${id}: ${reason}`);

  it('reads the dead letters since a time', async () => {
    await fail('1', 999);
    await fail('2', 1_000);
    expect(await dead(1_000)).toEqual(['2: no such email']);
  });

  it('reads those that are new since it remembered, or failed again, whatever their time', async () => {
    await fail('1', 2_000);
    await fail('2', 2_000);
    await reader.remember();
    expect(await dead(0)).toEqual([]);
    await fail('2', 3_000);
    await fail('3', 5);
    expect(await reader.allDead()).toMatchObject({ checkout: 0, email: 3 });
    expect(await dead(2_500)).toEqual(['3: no such email', '2: no such email']);
  });

  it('lists what is not a queue: text with its end, any other without', async () => {
    await fail('1', 1);
    await redis.set('{bull}:email:id', 1);
    await redis.set('counter', 3, 'PX', 60_000);
    await redis.rpush('list', 'text');
    const entries = (await reader.otherEntries()).toSorted((one, other) => one.key.localeCompare(other.key));
    expect(entries).toEqual([
      { key: 'counter', leftMs: expect.any(Number), value: '3' },
      { key: 'list', leftMs: -1, value: '' },
    ]);
    expect(entries[0]?.leftMs).toBeGreaterThan(50_000);
    expect(await reader.otherEntries()).toEqual([]);
  });

  describe('when handled jobs are aged', () => {
    const handle = (id: string, at = Date.now()) => redis.zadd('bull:email:completed', at, id);

    it('lists no queue that has handled no job since', async () => {
      await handle('1');
      await reader.age();
      expect(await reader.finished()).toEqual([]);
    });

    it('leaves all but the first, so that their messages are still dropped', async () => {
      for (const id of ['1', '2', '3']) await handle(id, Date.now() - 60_000);
      await reader.age();
      await handle('4');
      expect(await redis.zcount('bull:email:completed', Date.now() - 3_600_000, '+inf')).toBe(3);
      expect(await reader.finished()).toEqual([{ queue: 'email', old: 1, excess: 4 }]);
    });

    it('counts those of before, and those that are too many', async () => {
      await handle('1');
      await reader.age();
      await handle('2');
      expect(await reader.finished()).toEqual([{ queue: 'email', old: 1, excess: 2 }]);
    });

    it('counts nothing where the queue deletes them, again and again', async () => {
      for (const round of [1, 2]) {
        await reader.age();
        await handle(`${round}`);
        await redis.zremrangebyscore('bull:email:completed', '-inf', Date.now() - 86_400_000);
        await redis.zremrangebyrank('bull:email:completed', 0, -1_001);
        expect(await reader.finished()).toEqual([{ queue: 'email', old: 0, excess: 0 }]);
      }
    });
  });
});
