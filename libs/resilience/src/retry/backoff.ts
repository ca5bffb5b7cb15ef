import { type Random } from '../clock.ts';

/** How long to wait before a retry. */
export interface Backoff {
  /** The longest wait before the first retry, ms; it doubles with each one. */
  readonly baseMs: number;
  /** No wait is longer, ms. */
  readonly capMs: number;
}

/** Past 2^31 the cap has long decided; an unbounded exponent would reach Infinity, and 0 × Infinity is no number. */
const largestExponent = 31;

/** Full jitter before retry number `retry` (1-based), ms: anywhere from 0 up to min(cap, base × 2^(retry-1)), that excluded. */
export function retryDelayMs(retry: number, { baseMs, capMs }: Backoff, random: Random): number {
  const longestMs = Math.min(capMs, baseMs * 2 ** Math.min(retry - 1, largestExponent));
  return Math.floor(random() * longestMs);
}
