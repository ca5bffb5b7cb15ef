import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type LadderOptions } from '../src/fallback/ladder.options.ts';
import { aProcess, durations, isDown, median, OwnRedis, type Process } from './ladder-fixture.ts';

const cacheFirst: Partial<LadderOptions<string>> = { mode: 'cache_first', freshMs: 0 };

describe('a ladder', () => {
  let redis: OwnRedis;
  let process: Process;

  beforeEach(() => {
    redis = new OwnRedis();
  });

  afterEach(async () => {
    process.close();
    await redis.end();
  });

  async function connected(options: Parameters<typeof aProcess>[1] = {}): Promise<void> {
    await redis.start();
    process = aProcess(redis.url, options);
    await process.connected();
  }

  const openBreaker = (): Promise<void> =>
    eventually(
      async () => {
        await process.climb();
        expect(process.redis.snapshot().breaker.state).toBe('open');
      },
      { intervalMs: 1 },
    );

  const redisHits = (): Promise<void> =>
    eventually(async () => {
      const { stale } = process.cache.counts.redis;
      await process.climb({ args: 'written by hand', live: isDown });
      expect(process.cache.counts.redis.stale).toBeGreaterThan(stale);
    });

  /** An entry that only Redis has: whoever serves it has asked Redis. */
  async function writeByHand(): Promise<void> {
    await process.climb();
    const key = process.cache.keyOf({
      name: 'tips',
      schemaVersion: 1,
      scope: 'ada',
      args: 'written by hand',
    });
    await redis.look((look) =>
      eventually(async () => expect(await look.copy(process.key, key, 'REPLACE')).toBe(1)),
    );
  }

  describe('whose Redis is killed', () => {
    it('serves live answers as before, hardly later, and its other side is not blamed', async () => {
      await connected(cacheFirst);
      await redis.kill();
      const served = await Promise.all(Array.from({ length: 50 }, () => process.climb()));
      expect(new Set(served.map(({ source }) => source))).toEqual(new Set(['live']));
      await openBreaker();
      const took = await durations(100, async () =>
        expect(await process.climb()).toMatchObject({ value: 'tea', source: 'live' }),
      );
      expect(median(took)).toBeLessThan(10);
      expect(process.tips.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
      expect(process.cache.counts.redis.skipped).toBeGreaterThan(0);
    });

    it('uses Redis again once it is back', async () => {
      await connected(cacheFirst);
      await writeByHand();
      await redisHits();
      await redis.kill();
      await openBreaker();
      await redis.start();
      await redisHits();
    });
  });

  describe('whose Redis is frozen', () => {
    it('waits 50 ms for it until its breaker opens, then no longer, and comes back to it by itself', async () => {
      await connected(cacheFirst);
      await writeByHand();
      await redisHits();
      redis.freeze();
      const early = await durations(5, () => process.climb());
      expect(median(early)).toBeLessThan(80);
      expect(early.at(-1)).toBeLessThan(200);
      await openBreaker();
      expect(median(await durations(50, () => process.climb()))).toBeLessThan(10);
      redis.thaw();
      await redisHits();
      expect(process.redis.snapshot().breaker.state).toBe('closed');
      expect(process.tips.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
    });

    it('does not wait for it where the live answer comes first', async () => {
      await connected();
      redis.freeze();
      expect(median(await durations(5, () => process.climb()))).toBeLessThan(25);
    });
  });

  describe('that calls Redis through no breaker', () => {
    it('waits 50 ms, and no longer, each time that Redis is frozen', async () => {
      await connected({ ...cacheFirst, isGated: false });
      redis.freeze();
      const took = await durations(20, () => process.climb());
      expect(median(took)).toBeGreaterThan(45);
      expect(median(took)).toBeLessThan(80);
      expect(took.at(-1)).toBeLessThan(200);
    });

    it('does not wait at all for a Redis that is not there', async () => {
      await connected({ ...cacheFirst, isGated: false });
      await redis.kill();
      await eventually(async () =>
        expect(median(await durations(5, () => process.climb()))).toBeLessThan(20),
      );
    });
  });

  describe('whose Redis and whose other side are both down', () => {
    it('serves what this process kept, and else the default, within 100 ms', async () => {
      await connected({ freshMs: 0 });
      await process.climb();
      redis.freeze();
      process.live = isDown;
      const [, , slowest = NaN] = await durations(3, async () => {
        expect(await process.climb()).toMatchObject({ value: 'tea', source: 'stale', reason: 'unavailable' });
      });
      expect(slowest).toBeLessThan(100);
      const [, , slowestDefault = NaN] = await durations(3, async () => {
        expect(await process.climb({ scope: 'bob' })).toMatchObject({ source: 'default' });
      });
      expect(slowestDefault).toBeLessThan(100);
    });
  });

  describe('whose Redis was never there', () => {
    it('keeps what it needs in the process, and finds Redis when it comes', async () => {
      await redis.reserve();
      process = aProcess(redis.url, { freshMs: 0 });
      expect(await process.climb()).toMatchObject({ source: 'live', isStored: true });
      expect(await process.climb({ live: isDown })).toMatchObject({ value: 'tea', source: 'stale' });
      await redis.start();
      await eventually(async () => {
        await process.climb();
        expect(await redis.look((look) => look.exists(process.key))).toBe(1);
      });
    });
  });
});
