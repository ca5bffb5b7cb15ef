import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { manualClock } from '../manual-clock.fixture.ts';
import { EntryFormat, negativeEntry, valueEntry } from './cache-entry.ts';
import { FallbackCache } from './fallback-cache.ts';

const format = new EntryFormat(z.string(), 1);
const lifetimes = { freshMs: 60_000, staleMs: 600_000, jitterPercent: 0 };

function aCache() {
  const clock = manualClock();
  const cache = new FallbackCache({
    service: 'shop',
    clock,
    onError: (error) => {
      throw error;
    },
  });
  const write = (key: string, value: string): boolean =>
    cache.write(
      key,
      valueEntry(value, clock.wallNow(), lifetimes, () => 0),
      format,
    );
  const has = async (key: string): Promise<boolean> => (await cache.read(key, format)) !== undefined;
  return { clock, cache, write, has };
}

describe('a cache without Redis', () => {
  it('keeps the 500 most recently used entries', async () => {
    const { write, has } = aCache();
    for (let n = 0; n < 500; n += 1) write(`${n}`, 'a');
    expect(await has('0')).toBe(true);
    write('500', 'a');
    expect([await has('0'), await has('1'), await has('500')]).toEqual([true, false, true]);
  });

  it('does not store an entry over 1 MiB, and keeps the previous one', async () => {
    const { cache, write } = aCache();
    write('a', 'small');
    expect(write('a', 'x'.repeat(1024 * 1024))).toBe(false);
    expect(await cache.read('a', format)).toMatchObject({ value: 'small' });
    expect(cache.counts.dropped).toBe(1);
  });

  it('keeps 32 MiB in total', async () => {
    const { write, has } = aCache();
    for (let n = 0; n < 40; n += 1) write(`${n}`, 'x'.repeat(1024 * 1024 - 200));
    const kept = await Promise.all(Array.from({ length: 40 }, (_, n) => has(`${n}`)));
    expect(kept.filter(Boolean)).toHaveLength(32);
  });

  it('counts what it found', async () => {
    const { cache, clock, write } = aCache();
    await cache.read('a', format);
    write('a', 'x');
    await cache.read('a', format);
    clock.advance(60_000);
    await cache.read('a', format);
    clock.advance(600_000);
    await cache.read('a', format);
    cache.write('a', negativeEntry(clock.wallNow(), 5_000), format);
    await cache.read('a', format);
    expect(cache.counts.memory).toEqual({
      hit: 1,
      stale: 1,
      miss: 2,
      negative: 1,
      error: 0,
      corrupt: 0,
      skipped: 0,
    });
  });

  it('deletes an entry that a new version of the format cannot read', async () => {
    const { cache, write } = aCache();
    write('a', 'x');
    expect(await cache.read('a', new EntryFormat(z.number(), 1))).toBeUndefined();
    expect(cache.counts.memory).toMatchObject({ corrupt: 1, miss: 1 });
    expect(await cache.read('a', format)).toBeUndefined();
  });
});
