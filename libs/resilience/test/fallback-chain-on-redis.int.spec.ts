import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type Gate, gateTo, redisAt, type TestRedis, testRedis } from '@holdfast/testing';
import { type Cluster, type Redis } from 'ioredis';
import { AbsentError } from '../src/index.ts';
import { manualClock } from '../src/manual-clock.fixture.ts';
import { aProcess, isDown, type Process, type ProcessOptions, timed } from './fallback-chain-fixture.ts';

describe('a chain with Redis', () => {
  let own: TestRedis;
  let redis: Redis | Cluster;
  const opened: (() => void | Promise<void>)[] = [];

  beforeAll(async () => {
    own = await testRedis();
    redis = redisAt(own.url);
  });

  afterEach(async () => {
    for (const close of opened.splice(0)) await close();
    await own.empty();
  });

  afterAll(async () => {
    redis.disconnect();
    await own.drop();
  });

  async function connected(options: ProcessOptions = {}, url = own.url): Promise<Process> {
    const process = aProcess(url, options);
    opened.push(process.close);
    await process.connected();
    return process;
  }

  const written = (key: string): Promise<string> =>
    eventually(async () => {
      const text = await redis.get(key);
      if (text === null) throw new Error('nothing was written yet');
      return text;
    });

  it('serves in one process what another stored', async () => {
    const [one, other] = [await connected(), await connected({ freshMs: 0 })];
    await one.read();
    await written(one.key);
    other.live = isDown;
    expect(await other.read()).toMatchObject({ value: 'tea', source: 'fresh', reason: 'unavailable' });
  });

  it('serves the newer of two stored values', async () => {
    const clock = manualClock();
    const [one, other] = [await connected({ freshMs: 0, clock }), await connected({ freshMs: 0, clock })];
    await one.read();
    const before = await written(one.key);
    other.live = () => Promise.resolve('soap');
    clock.advance(1);
    await other.read();
    await eventually(async () => expect(await redis.get(one.key)).not.toBe(before));
    one.live = isDown;
    expect(await one.read()).toMatchObject({ value: 'soap', source: 'stale' });
  });

  it('lets Redis expire an entry', async () => {
    const { read, key } = await connected({ freshMs: 60_000, staleMs: 600_000, ttlJitterPercent: 0 });
    await read();
    await written(key);
    const ttlMs = await redis.pttl(key);
    expect(ttlMs).toBeLessThanOrEqual(660_000);
    expect(ttlMs).toBeGreaterThan(650_000);
  });

  it('shares an absence with other processes, through Redis for 5 s only', async () => {
    const [one, other] = [await connected(), await connected()];
    one.live = () => Promise.reject(new AbsentError('tips'));
    const absent = { live: one.live };
    await expect(one.read(absent)).rejects.toBeInstanceOf(AbsentError);
    expect(await written(one.key)).toContain('negative');
    expect(await redis.pttl(one.key)).toBeLessThanOrEqual(5_000);
    await expect(other.read({ live: isDown })).rejects.toBeInstanceOf(AbsentError);
    expect(other.cache.counts.redis.negative).toBe(1);
  });

  describe('when an entry is corrupt', () => {
    it.each<[string, (text: string) => string]>([
      ['without valid JSON', () => '{"v":'],
      ['with JSON of another kind', () => '[1, 2]'],
      ['with a value of another shape', (text) => text.replace('"tea"', '{"not":"tea"}')],
      ['of another version', (text) => text.replace('"schema":1', '"schema":2')],
      [
        'from a clock that is an hour ahead',
        (text) => text.replace(/"storedAt":(\d+)/, (_, at) => `"storedAt":${Number(at) + 3_600_000}`),
      ],
      ['of 10 MiB', (text) => text.replace('"tea"', `"${'x'.repeat(10 * 1024 * 1024)}"`)],
    ])('treats an entry %s as a miss, and deletes it', async (_what, spoil) => {
      const { key, ...writer } = await connected();
      await writer.read();
      await redis.set(key, spoil(await written(key)));
      const { read, cache } = await connected({ safeDefault: () => 'the default' });
      expect(await read({ live: isDown })).toMatchObject({ value: 'the default', source: 'default' });
      expect(cache.counts.redis.corrupt).toBe(1);
      await eventually(async () => expect(await redis.exists(key)).toBe(0));
    });

    it('treats a value of another Redis type as a miss, and deletes it', async () => {
      const { read, key, cache } = await connected();
      const { error } = cache.counts.redis;
      await redis.rpush(key, 'a');
      expect(await read({ live: isDown })).toMatchObject({ source: 'default' });
      expect(cache.counts.redis).toMatchObject({ corrupt: 1, error });
      await eventually(async () => expect(await redis.exists(key)).toBe(0));
    });
  });

  describe('when Redis is slow', () => {
    /** Its responses wait at the gate. */
    async function slowed(options: ProcessOptions): Promise<{ gate: Gate; process: Process }> {
      const gate = gateTo(own.url);
      await gate.open();
      const process = await connected(options, gate.url);
      opened.push(() => gate.shut());
      await process.read();
      await written(process.key);
      await eventually(() => expect(process.redis.snapshot().bulkhead.inUse).toBe(0));
      gate.hold();
      return { gate, process };
    }

    it('waits 50 ms for it, then uses what this process has', async () => {
      const { process } = await slowed({ freshMs: 0 });
      const { error } = process.cache.counts.redis;
      expect(await timed(process, { live: isDown })).toMatchObject({
        value: 'tea',
        source: 'stale',
        tookMs: 50,
      });
      expect(process.cache.counts.redis.error).toBe(error + 1);
    });

    it('never uses a late response for another read', async () => {
      const { gate, process } = await slowed({ freshMs: 0 });
      expect(await timed(process, { live: isDown })).toMatchObject({ value: 'tea', tookMs: 50 });
      expect(await timed(process, { args: 'another', live: isDown })).toMatchObject({ source: 'default' });
      gate.release();
      expect(await process.read({ args: 'a third', live: isDown })).toMatchObject({ source: 'default' });
      expect(await process.read({ live: isDown })).toMatchObject({ value: 'tea', source: 'stale' });
    });

    it('never replaces a value that was stored while Redis was asked', async () => {
      const other = await connected();
      await other.read();
      await written(other.key);
      const gate = gateTo(own.url);
      await gate.open();
      opened.push(() => gate.shut());
      const { read, clock, cache } = await connected({}, gate.url);
      gate.hold();
      const { miss } = cache.counts.memory;
      const asked = read({ live: isDown });
      await eventually(() => expect(cache.counts.memory.miss).toBe(miss + 1));
      clock.advance(1);
      await read({ live: () => Promise.resolve('soap') });
      gate.release();
      expect(await asked).toMatchObject({ value: 'soap', source: 'fresh' });
      expect(await read({ live: isDown })).toMatchObject({ value: 'soap', source: 'fresh' });
    });

    it('never restores a value that was removed while Redis was asked', async () => {
      const { gate, process } = await slowed({ freshMs: 0, negativeMs: 0 });
      const { stale } = process.cache.counts.memory;
      const asked = process.read({ live: isDown });
      await eventually(() => expect(process.cache.counts.memory.stale).toBe(stale + 1));
      const absent = process.read({ live: () => Promise.reject(new AbsentError('tips')) });
      await expect(absent).rejects.toBeInstanceOf(AbsentError);
      gate.release();
      await asked;
      await eventually(async () => expect(await redis.exists(process.key)).toBe(0));
      expect(await process.read({ live: isDown })).toMatchObject({ source: 'default' });
    });

    it('reconnects if the connection stops responding', async () => {
      const { gate, process } = await slowed({ freshMs: 0, staleMs: 3_600_000 });
      gate.freeze();
      gate.release();
      const { stale } = process.cache.counts.redis;
      await eventually(async () => {
        // A breaker that opened meanwhile probes again.
        process.clock.advance(6_000);
        await process.read({ live: isDown });
        expect(process.cache.counts.redis.stale).toBeGreaterThan(stale);
      });
    });

    it('does not wait for writes, and drops those over 100 at a time', async () => {
      const { process } = await slowed({});
      const stoodAt = process.clock.now();
      await Promise.all(
        Array.from({ length: 150 }, (_, args) => process.read({ args, live: () => Promise.resolve('tea') })),
      );
      expect(process.clock.now()).toBe(stoodAt);
      expect(process.cache.counts.dropped).toBeGreaterThanOrEqual(50);
    });
  });
});
