import { type Expectation, isMet, type Seen } from './expectation.ts';

/** Waiting for the effect of a command that people type. `away`: its process has gone, and may come back. */
export type TypedWait = 'idle' | 'waiting' | 'away';

/** The wait as the stream moves it on. A container has no pid: it restarted if it was away and is ready. */
export function nextWait(wait: TypedWait, expected: Expectation, seen: Seen): TypedWait {
  if (wait === 'idle') return 'idle';
  if (expected.kind !== 'process_restarted' || expected.pid !== null)
    return isMet(expected, seen) ? 'idle' : wait;
  const state = seen.processes?.find(({ name }) => name === expected.name)?.state;
  if (state === undefined) return wait;
  if (state !== 'ready') return 'away';
  return wait === 'away' ? 'idle' : wait;
}
