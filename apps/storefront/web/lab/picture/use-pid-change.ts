import { useState } from 'react';

/** The number of times that the pid has changed in sight. */
export function usePidChange(pid: number): number {
  const [seen, setSeen] = useState({ pid, changes: 0 });
  if (seen.pid === pid) return seen.changes;
  const next = { pid, changes: seen.changes + 1 };
  setSeen(next);
  return next.changes;
}
