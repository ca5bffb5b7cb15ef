const toleranceMs = 10;

let startedAt = performance.timeOrigin;

/**
 * Milliseconds since the epoch, with fractions; never goes back. A machine that is paused stops
 * `performance.now()`, so this catches up with the wall clock, which the events of other processes carry.
 */
export function now(): number {
  const elapsed = performance.now();
  const behindMs = Date.now() - (startedAt + elapsed);
  if (behindMs > toleranceMs) startedAt += behindMs;
  return startedAt + elapsed;
}
