import { setTimeout as sleep } from 'node:timers/promises';
import { type Basket } from '../../measure/orders/basket.ts';
import { type Shop } from './shop.ts';

const pollMs = 25;

/**
 * Resolves to the time when nothing was left to do, in `performance.now()`; two readings must agree. Reads
 * the shop only once each basket has its receipt, which costs nothing to see. Rejects after `timeoutMs`
 * with the work that is left.
 */
export async function drained(
  shop: Shop,
  baskets: readonly Basket[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  let quietSince: number | undefined;
  for (;;) {
    const readAt = performance.now();
    const missing = baskets.filter(({ email }) => shop.sink.emailsTo(email) === 0).length;
    const left = missing > 0 ? `${missing} receipts to send` : await shop.work.any();
    if (left === undefined && quietSince !== undefined) return quietSince;
    quietSince = left === undefined ? readAt : undefined;
    if (readAt > deadline) throw new Error(`${shop.label} did not finish: ${left}`);
    await sleep(pollMs, undefined, { signal });
  }
}
