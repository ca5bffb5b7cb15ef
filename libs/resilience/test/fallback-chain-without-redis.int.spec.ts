import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aProcess, forgetTrouble, isDown, OwnRedis, type Process, timed } from './fallback-chain-fixture.ts';

const staleForADay = { freshMs: 0, staleMs: 86_400_000 };

describe('a chain', () => {
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

  async function openBreaker(): Promise<void> {
    for (let reads = 0; reads < 20; reads += 1) await timed(process, { live: isDown });
    expect(process.redis.snapshot().breaker.state).toBe('open');
  }

  /** Resolves once the breaker admits a call to Redis. */
  const redisHits = (): Promise<void> =>
    eventually(async () => {
      const { stale } = process.cache.counts.redis;
      forgetTrouble(process.clock);
      await process.read({ args: 'written by hand', live: isDown });
      expect(process.cache.counts.redis.stale).toBeGreaterThan(stale);
    });

  /** Asserts that reads neither wait for Redis nor send it anything. */
  async function readsSpareRedis(): Promise<void> {
    const { skipped, error } = process.cache.counts.redis;
    const { timers } = process.clock;
    for (let reads = 1; reads <= 50; reads += 1) {
      expect(await timed(process)).toMatchObject({ value: 'tea', source: 'live', tookMs: 0 });
      expect(await timed(process, { live: isDown })).toMatchObject({
        value: 'tea',
        source: 'stale',
        tookMs: 0,
      });
      expect(process.cache.counts.redis).toMatchObject({ skipped: skipped + 2 * reads, error });
    }
    expect(process.clock.timers).toBe(timers);
  }

  /** An entry that only Redis has, so serving it proves a Redis read. */
  async function writeByHand(): Promise<void> {
    const key = process.cache.keyOf({
      name: 'tips',
      schemaVersion: 1,
      scope: 'ada',
      args: 'written by hand',
    });
    await redis.look((look) =>
      eventually(async () => {
        forgetTrouble(process.clock);
        await process.read();
        expect(await look.copy(process.key, key, 'REPLACE')).toBe(1);
      }),
    );
  }

  describe('whose Redis is killed', () => {
    it('serves live values as before, no later, and does not blame the source', async () => {
      await connected(staleForADay);
      await redis.kill();
      const stoodAt = process.clock.now();
      const served = await Promise.all(Array.from({ length: 50 }, () => process.read()));
      expect(new Set(served.map(({ source }) => source))).toEqual(new Set(['live']));
      expect(process.clock.now()).toBe(stoodAt);
      await openBreaker();
      await readsSpareRedis();
      expect(process.tips.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
    });

    it('uses Redis again once it is back', async () => {
      await connected(staleForADay);
      await writeByHand();
      await redisHits();
      await redis.kill();
      await openBreaker();
      await redis.start();
      // Redis writes its file later than it answers, so the kill may have lost the entry.
      await writeByHand();
      await redisHits();
    });
  });

  describe('whose Redis is frozen', () => {
    it('waits 50 ms for it until its breaker opens, then no longer, and recovers automatically', async () => {
      await connected(staleForADay);
      await writeByHand();
      await redisHits();
      redis.freeze();
      for (let reads = 0; reads < 5; reads += 1)
        expect(await timed(process, { live: isDown })).toMatchObject({ source: 'stale', tookMs: 50 });
      await openBreaker();
      await readsSpareRedis();
      redis.thaw();
      await redisHits();
      expect(process.redis.snapshot().breaker.state).toBe('closed');
      expect(process.tips.snapshot().breaker).toMatchObject({ state: 'closed', failures: 0 });
    });

    it('does not wait for it while the source responds', async () => {
      await connected();
      redis.freeze();
      for (let reads = 0; reads < 5; reads += 1)
        expect(await timed(process)).toMatchObject({ source: 'live', tookMs: 0 });
      expect(process.cache.counts.redis.skipped).toBe(0);
    });
  });

  describe('that calls Redis through no breaker', () => {
    it('waits at most 50 ms for each read while Redis is frozen', async () => {
      await connected({ ...staleForADay, isGated: false });
      redis.freeze();
      const times = [];
      for (let reads = 0; reads < 50; reads += 1) {
        const { source, tookMs } = await timed(process, { live: isDown });
        expect(source).toBe('default');
        times.push(tookMs);
      }
      // Less once the connection is dropped for its silence, after a real second.
      expect(Math.max(...times)).toBe(50);
    });

    it('does not wait for an absent Redis', async () => {
      await connected({ ...staleForADay, isGated: false });
      await redis.kill();
      const { error } = process.cache.counts.redis;
      const stoodAt = process.clock.now();
      for (let reads = 0; reads < 50; reads += 1) {
        expect(await process.read()).toMatchObject({ source: 'live' });
        expect(await process.read({ live: isDown })).toMatchObject({ source: 'stale' });
      }
      expect(process.clock.now()).toBe(stoodAt);
      await eventually(() => expect(process.cache.counts.redis.error).toBe(error + 100));
    });
  });

  describe('whose Redis and live source are both down', () => {
    it('serves what this process stored, else the default, after Redis had its 50 ms', async () => {
      await connected({ freshMs: 0 });
      await process.read();
      redis.freeze();
      process.live = isDown;
      for (let reads = 0; reads < 3; reads += 1)
        expect(await timed(process)).toMatchObject({
          value: 'tea',
          source: 'stale',
          reason: 'unavailable',
          tookMs: 50,
        });
      for (let reads = 0; reads < 3; reads += 1)
        expect(await timed(process, { scope: 'bob' })).toMatchObject({ source: 'default', tookMs: 50 });
    });
  });

  describe('whose Redis was never there', () => {
    it('stores values in the process, and uses Redis once it is there', async () => {
      await redis.reserve();
      process = aProcess(redis.url, { freshMs: 0 });
      expect(await process.read()).toMatchObject({ source: 'live', isStored: true });
      expect(await process.read({ live: isDown })).toMatchObject({ value: 'tea', source: 'stale' });
      await redis.start();
      await eventually(async () => {
        forgetTrouble(process.clock);
        await process.read();
        expect(await redis.look((look) => look.exists(process.key))).toBe(1);
      });
    });
  });
});
