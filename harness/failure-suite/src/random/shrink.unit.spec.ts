import { describe, expect, it } from '@jest/globals';
import { smallestFailing } from './shrink.ts';

const all = [1, 2, 3, 4, 5, 6, 7, 8];
const contains =
  (...needed: number[]) =>
  (part: readonly number[]): Promise<boolean> =>
    Promise.resolve(needed.every((each) => part.includes(each)));

describe('smallestFailing', () => {
  it.each([[[1]], [[8]], [[3, 4]], [[1, 8]], [[2, 5, 7]], [[1, 2, 3, 4, 5, 6, 7, 8]]])(
    'finds %j',
    async (needed) => {
      expect(await smallestFailing(all, contains(...needed))).toEqual(needed);
    },
  );

  it('returns the whole if no part fails, or if it has one element', async () => {
    expect(await smallestFailing(all, () => Promise.resolve(false))).toEqual(all);
    expect(await smallestFailing([1], () => Promise.resolve(true))).toEqual([1]);
  });

  it('returns the smallest part so far if it must stop', async () => {
    let tries = 3;
    const smallest = await smallestFailing(all, contains(3, 4), () => tries-- > 0);
    expect(smallest.length).toBeLessThan(all.length);
    expect(smallest).toEqual(expect.arrayContaining([3, 4]));
  });
});
