/**
 * 10 s without a lock renewal: the worker counts as crashed. Others check every 5 s, so that its jobs resume
 * within 15 s. BullMQ's defaults take 60 s.
 */
export const lockMs = 10_000;

export const locksOf = (ms: number): { readonly lockDuration: number; readonly stalledInterval: number } => ({
  lockDuration: ms,
  stalledInterval: ms / 2,
});
