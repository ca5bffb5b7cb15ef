import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type CacheEntry, EntryFormat, negativeEntry, freshnessOf, valueEntry } from './cache-entry.ts';

const now = Date.UTC(2026, 0, 1);
const format = new EntryFormat(z.unknown(), 1);
const hour = { freshMs: 60_000, staleMs: 3_600_000, jitterPercent: 0 };
const anEntry = (value: unknown): CacheEntry<unknown> => valueEntry(value, now, hour, () => 0);

describe('EntryFormat', () => {
  it.each([[undefined], [null], [0], [''], [[]], [false], [{ ids: ['a'] }]])(
    'restores %j unchanged',
    (value) => {
      expect(format.read(format.write(anEntry(value)), now)).toEqual(anEntry(value));
    },
  );

  it('restores an absence', () => {
    const none = negativeEntry(now, 5_000);
    expect(format.read(format.write(none), now)).toEqual(none);
  });

  it('does not read a value of another shape', () => {
    const text = new EntryFormat(z.array(z.number()), 1).write(anEntry([1]) as CacheEntry<number[]>);
    expect(new EntryFormat(z.array(z.string()), 1).read(text, now)).toBeUndefined();
  });

  it('does not read an entry of another version', () => {
    expect(new EntryFormat(z.unknown(), 2).read(format.write(anEntry('a')), now)).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '42', '{"v":1}', format.write(anEntry('a')).replace('"value"', '"other"')])(
    'does not read %s',
    (text) => expect(format.read(text, now)).toBeUndefined(),
  );

  it('accepts a writer whose clock is 2 s ahead, and none further ahead', () => {
    const text = format.write(anEntry('a'));
    expect(format.read(text, now - 2_000)).toMatchObject({ value: 'a' });
    expect(format.read(text, now - 2_001)).toBeUndefined();
  });
});

describe('freshnessOf', () => {
  it.each([
    [0, 'fresh'],
    [59_999, 'fresh'],
    [60_000, 'stale'],
    [3_659_999, 'stale'],
    [3_660_000, 'expired'],
  ])('is, after %d ms, %s', (ms, phase) => expect(freshnessOf(anEntry('a'), now + ms)).toBe(phase));

  it('has no stale phase for an absence', () => {
    expect(freshnessOf(negativeEntry(now, 5_000), now + 4_999)).toBe('fresh');
    expect(freshnessOf(negativeEntry(now, 5_000), now + 5_000)).toBe('expired');
  });
});

describe('valueEntry', () => {
  it.each([
    [0, 60_000, 3_660_000],
    [0.5, 57_000, 3_477_000],
    [1 - Number.EPSILON, 54_000, 3_294_000],
  ])('shortens its life by chance %d, to %d and %d ms', (chance, freshMs, staleMs) => {
    const lifetimes = { ...hour, jitterPercent: 10 };
    expect(valueEntry('a', now, lifetimes, () => chance)).toMatchObject({
      freshUntil: now + freshMs,
      staleUntil: now + staleMs,
    });
  });
});
