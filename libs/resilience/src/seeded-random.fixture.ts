import { type Random } from './clock.ts';

/** Deterministic numbers per seed: 32-bit xorshift, random enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed * 2_654_435_769 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
