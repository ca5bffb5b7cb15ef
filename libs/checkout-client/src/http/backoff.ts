/** Limits of the pauses between attempts. */
export interface PauseLimits {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Maximum pause before retry `n` (1-based): base × 2^(n-1), at most the cap. */
export function longestPauseMs(n: number, { baseMs, capMs }: PauseLimits): number {
  return Math.min(capMs, baseMs * 2 ** (n - 1));
}

/** The limits of one pause, ms. */
export interface PauseBounds {
  /** The server's `Retry-After`; 0 without one. */
  readonly requestedMs: number;
  /** Until the caller gives up. */
  readonly leftMs: number;
}

/**
 * Pause before retry `n` (1-based): random, below the maximum pause. After a requested wait, the random part
 * follows it, so that clients which were refused together do not return together: it is below the requested
 * wait if that is longer (at most the cap), and takes at most half of the time that is left.
 */
export function pauseMs(
  n: number,
  { requestedMs, leftMs }: PauseBounds,
  backoff: PauseLimits,
  random: () => number,
): number {
  const longestMs = longestPauseMs(n, backoff);
  if (requestedMs === 0) return Math.floor(random() * longestMs);
  const spreadMs = Math.max(longestMs, Math.min(requestedMs, backoff.capMs));
  const mostMs = Math.max(0, leftMs - requestedMs) / 2;
  return requestedMs + Math.floor(random() * Math.min(spreadMs, mostMs));
}
