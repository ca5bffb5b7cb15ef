import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { type Random } from '../clock.ts';

export interface Refreshable {
  readonly freshUntil: number;
  readonly deltaMs: number;
}

/**
 * XFetch: each reader draws whether to refresh before the entry expires, more likely the nearer that is and the longer a refresh takes, so
 * that of many readers about one does (Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention").
 * `beta` above 1 refreshes earlier, below 1 later; 0 never early.
 */
export function isRefreshDue(
  { freshUntil, deltaMs }: Refreshable,
  { wallNow, beta, random }: { readonly wallNow: number; readonly beta: number; readonly random: Random },
): boolean {
  return wallNow - deltaMs * beta * Math.log(random()) >= freshUntil;
}

/** 10 refreshes of one chain at a time (guess): nobody waits for them, so they are the first load to be left out. */
const maxRefreshes = 10;

/** Refreshes in the background, one per key at a time. */
export class EarlyRefresh {
  private readonly keys = new Set<string>();

  /** Nothing happens when the key is being refreshed already, or too many are. `refresh` must not reject. */
  start(key: string, refresh: () => Promise<void>): void {
    if (this.keys.has(key) || this.keys.size >= maxRefreshes) return;
    this.keys.add(key);
    void withoutDeadline(refresh).finally(() => this.keys.delete(key));
  }
}

/** The reader that gave rise to a refresh does not wait for it: neither its deadline nor its leaving counts. */
function withoutDeadline<T>(work: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  if (request === undefined) return work();
  const { requestId, trace } = request;
  return withRequestContext({ requestId, trace, deadlineAt: undefined }, work);
}
