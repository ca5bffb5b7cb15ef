/**
 * 200 ms doubling to 10 s: short enough to hide a restart, long enough to spare a service that stays down.
 */
const baseMs = 200;
export const retryCapMs = 10_000;

/**
 * Exponential backoff with full jitter: a random pause between 0 and min(capMs, 200 ms × 2^(attempt - 1)).
 */
export function fullJitterMs(
  attempt: number,
  random: () => number = Math.random,
  capMs = retryCapMs,
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}
