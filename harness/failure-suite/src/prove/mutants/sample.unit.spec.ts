import { describe, expect, it } from '@jest/globals';
import { sample } from './sample.ts';

const all = Array.from({ length: 200 }, (_, index) => index);

describe('sample', () => {
  it('draws the same mutants for the same seed, and others for another', () => {
    expect(sample(all, 1, 20)).toEqual(sample(all, 1, 20));
    expect(sample(all, 2, 20)).not.toEqual(sample(all, 1, 20));
  });

  it('extends a smaller sample with the same seed', () => {
    expect(sample(all, 7, 60).slice(0, 20)).toEqual(sample(all, 7, 20));
  });

  it('draws others instead of those that are not accepted', () => {
    const even = (each: number): boolean => each % 2 === 0;
    expect(sample(all, 7, 20, even)).toEqual(sample(all, 7, Infinity).filter(even).slice(0, 20));
  });

  it('draws each mutant once, and no more than there are', () => {
    expect(sample(all, 3, Infinity).toSorted((one, other) => one - other)).toEqual(all);
    expect(new Set(sample(all, 3, 50)).size).toBe(50);
  });
});
