const toleranceMs = 10;

let startedAt = performance.timeOrigin;

/**
 * Milliseconds since the epoch, with fractions; never goes back. A machine that is paused stops
 * `performance.now()`, so this catches up with the wall clock, which the events of other processes carry.
 * Reads the wall clock first: if the process loses its CPU in between, this must not run ahead.
 */
export function now(): number {
  const wall = Date.now();
  const elapsed = performance.now();
  const behindMs = wall - (startedAt + elapsed);
  if (behindMs > toleranceMs) startedAt += behindMs;
  return startedAt + elapsed;
}
