import { type Random } from './clock.ts';

/** The same numbers for the same seed: 32-bit xorshift, which is good enough to spread them. */
export function seededRandom(seed: number): Random {
  let state = seed * 2_654_435_769 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
