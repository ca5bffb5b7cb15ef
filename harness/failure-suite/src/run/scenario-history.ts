import { messageOf } from '@holdfast/engine';
import { type Commit } from '@holdfast/witness';
import { type LiveStack } from '../system/live-stack.ts';

/** Forgets the commits of earlier scenarios. Returns why the history of the next one cannot be read. */
export async function beginHistory({ history }: LiveStack): Promise<string[]> {
  if (typeof history === 'string') return [];
  return history.begin().then(
    () => [],
    (error: unknown) => [messageOf(error)],
  );
}

/**
 * Every commit since `beginHistory`; undefined if this stack's changes are only sampled. A history
 * that cannot be read proves nothing: that is a fault.
 */
export async function historyOf({
  history,
}: LiveStack): Promise<{ readonly commits?: readonly Commit[]; readonly faults: readonly string[] }> {
  if (typeof history === 'string') return { faults: [] };
  return history.read().then(
    (commits) => ({ commits, faults: [] }),
    (error: unknown) => ({ faults: [messageOf(error)] }),
  );
}
