/** Jest's global setup of the browser tier: one shop for the specs of each worker. */
import { type RunningShop, startShop } from './shop/running-shop.ts';

declare global {
  var runningShops: readonly RunningShop[] | undefined;
}

/** Stops those that have started if another cannot. */
export default async function start({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  const workers = Array.from({ length: maxWorkers }, (_, n) => String(n + 1));
  const starts = await Promise.allSettled(workers.map(startShop));
  globalThis.runningShops = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const [failure] = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
  if (failure === undefined) return;
  await Promise.all(globalThis.runningShops.map((shop) => shop.stop()));
  throw failure;
}
