/** Jest's global teardown of the browser tier. */
import './start-shop.ts';

export default async function stop(): Promise<void> {
  await Promise.all((globalThis.runningForSpecs ?? []).map((each) => each.stop()));
}
