import { messageOf } from '@holdfast/engine';
import { type Evidence } from '@holdfast/witness';
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
 * Every commit since `beginHistory`, and the counts after the last. Undefined if this stack's changes are
 * only sampled. A history that cannot be read proves nothing: that is a fault.
 */
export async function historyOf({
  history,
  ledgers,
}: LiveStack): Promise<Pick<Evidence, 'history' | 'counts'> & { readonly faults: readonly string[] }> {
  if (typeof history === 'string') return { faults: [] };
  try {
    const commits = await history.read();
    const counts = history.covers('recommendations') ? await ledgers.counts() : undefined;
    return { history: commits, counts, faults: [] };
  } catch (error) {
    return { faults: [messageOf(error)] };
  }
}
