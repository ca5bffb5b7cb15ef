import { type Random } from '../clock.ts';

/** Limits of the pause before a retry. */
export interface Backoff {
  /** Maximum pause before the first retry, ms; doubles with each retry. */
  readonly baseMs: number;
  /** Maximum of any pause, ms. */
  readonly capMs: number;
}

/** Past 2^31 the cap applies anyway; an unbounded exponent would reach Infinity, and 0 × Infinity is NaN. */
const largestExponent = 31;

/** Pause before retry number `retry` (1-based), ms: full jitter, 0 to below min(cap, base × 2^(retry-1)). */
export function retryDelayMs(retry: number, { baseMs, capMs }: Backoff, random: Random): number {
  const longestMs = Math.min(capMs, baseMs * 2 ** Math.min(retry - 1, largestExponent));
  return Math.floor(random() * longestMs);
}
