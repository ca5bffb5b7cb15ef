/** How the pauses between attempts grow. */
export interface PauseLimits {
  readonly baseMs: number;
  readonly capMs: number;
}

/** The longest pause before retry `n` (1-based): base × 2^(n-1), at most the cap. */
export function longestPauseMs(n: number, { baseMs, capMs }: PauseLimits): number {
  return Math.min(capMs, baseMs * 2 ** (n - 1));
}

/** Full jitter before retry `n` (1-based): anywhere from 0 to the longest, so that clients that failed together come back apart. */
export function pauseMs(n: number, backoff: PauseLimits, random: () => number): number {
  return Math.floor(random() * longestPauseMs(n, backoff));
}
