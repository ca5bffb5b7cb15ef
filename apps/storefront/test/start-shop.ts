/** Jest's global setup of the browser tier: one browser, and one shop for the specs of each worker. */
import { startBrowser } from './shop/running-browser.ts';
import { type Running } from './shop/running.ts';
import { startShop } from './shop/running-shop.ts';

declare global {
  var runningForSpecs: readonly Running[] | undefined;
}

/** Stops those that have started if another cannot. */
export default async function start({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  const workers = Array.from({ length: maxWorkers }, (_, n) => String(n + 1));
  const starts = await Promise.allSettled<Running>([startBrowser(), ...workers.map(startShop)]);
  globalThis.runningForSpecs = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const [failure] = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
  if (failure === undefined) return;
  await Promise.all(globalThis.runningForSpecs.map((each) => each.stop()));
  throw failure;
}
