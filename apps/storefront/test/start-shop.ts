/** Jest's global setup of the browser tier: one shop for all specs. */
import { type RunningShop, startShop } from './shop/running-shop.ts';

declare global {
  var runningShop: RunningShop | undefined;
}

export default async function start(): Promise<void> {
  globalThis.runningShop = await startShop();
}
