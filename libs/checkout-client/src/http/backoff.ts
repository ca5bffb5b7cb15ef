/** Limits of the pauses between attempts. */
export interface PauseLimits {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Maximum pause before retry `n` (1-based): base × 2^(n-1), at most the cap. */
export function longestPauseMs(n: number, { baseMs, capMs }: PauseLimits): number {
  return Math.min(capMs, baseMs * 2 ** (n - 1));
}

/**
 * Pause before retry `n` (1-based): random between 0 and the maximum, so that clients that failed together
 * spread out.
 */
export function pauseMs(n: number, backoff: PauseLimits, random: () => number): number {
  return Math.floor(random() * longestPauseMs(n, backoff));
}
