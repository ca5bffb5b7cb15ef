import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { type Random } from '../clock.ts';

export interface Refreshable {
  readonly freshUntil: number;
  readonly deltaMs: number;
}

/**
 * XFetch: each reader decides at random whether to refresh before expiry, more likely the closer expiry is
 * and the longer a refresh takes, so that about one of many readers does (Vattani, Chierichetti and
 * Lowenstein, "Optimal Probabilistic Cache Stampede Prevention"). `beta` above 1 refreshes earlier, below 1
 * later, 0 never.
 */
export function isRefreshDue(
  { freshUntil, deltaMs }: Refreshable,
  { wallNow, beta, random }: { readonly wallNow: number; readonly beta: number; readonly random: Random },
): boolean {
  return wallNow - deltaMs * beta * Math.log(random()) >= freshUntil;
}

/** 10 concurrent refreshes per chain; more are skipped. No reader waits for them, so they are shed first. */
const maxRefreshes = 10;

/** Refreshes in the background, one at a time per key. */
export class EarlyRefresh {
  private readonly keys = new Set<string>();

  /**
   * Does nothing if the key is already being refreshed or the limit is reached. `refresh` must not reject.
   */
  start(key: string, refresh: () => Promise<void>): void {
    if (this.keys.has(key) || this.keys.size >= maxRefreshes) return;
    this.keys.add(key);
    void withoutDeadline(refresh).finally(() => this.keys.delete(key));
  }
}

/** The reader that triggered a refresh does not wait for it, so its deadline and disconnect do not apply. */
function withoutDeadline<T>(work: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  if (request === undefined) return work();
  const { requestId, trace } = request;
  return withRequestContext({ requestId, trace, deadlineAt: undefined }, work);
}
