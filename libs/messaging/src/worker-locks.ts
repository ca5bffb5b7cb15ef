/**
 * A worker that renews no lock for 10 s is taken for dead; others look every 5 s, so that its jobs go on within 15 s instead of
 * BullMQ's 60.
 */
export const lockMs = 10_000;

export const locksOf = (ms: number): { readonly lockDuration: number; readonly stalledInterval: number } => ({
  lockDuration: ms,
  stalledInterval: ms / 2,
});
