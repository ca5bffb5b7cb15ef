import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { bodyOf, type Shopper } from '../system/shopper.ts';
import { until } from '../system/until.ts';

const checkouts = (stack: LiveStack): string[] =>
  [...stack.services.keys()].filter((name) => /^checkout(-\d+)?$/.test(name));

/** As patient as whoever sends traffic there: one that answers 503 is asked again. */
async function isReady(name: string, url: string, signal: AbortSignal): Promise<string[]> {
  const answersOk = async (): Promise<true> => {
    const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    if (status !== 200) throw new Error(`${status}`);
    return true;
  };
  return until(`${name} is ready`, answersOk, { signal }).then(
    () => [],
    (error: Error) => [error.message],
  );
}

async function isPaid(shopper: Shopper, copy: string, signal: AbortSignal): Promise<string[]> {
  const response = await shopper.checkOut({ attempts: 20 });
  if (response.status === 201) return [];
  if (response.status !== 202)
    return [`an order at ${copy} was answered ${response.failure ?? response.status}: ${response.text}`];
  const path = `/orders/${String(bodyOf(response)['orderId'])}`;
  const settled = async (): Promise<boolean> => bodyOf(await shopper.get(path))['status'] === 'paid';
  return until('the order is paid', settled, { signal }).then(
    () => [],
    (error: Error) => [`${path} at ${copy}: ${error.message}`],
  );
}

/** One order through each copy of checkout, and every process ready. Gives what is not as it should be. */
export async function probe(system: LiveSystem, stack: LiveStack, signal: AbortSignal): Promise<string[]> {
  const failures = await Promise.all([
    ...[...stack.services].map(([name, url]) => isReady(name, url, signal)),
    ...checkouts(stack).map((copy) => isPaid(system.prober(copy), copy, signal)),
  ]);
  return failures.flat();
}

const shoppersAtOnce = { first: 2, most: 8 };

/**
 * What customers do all day, at every copy: orders and suggestions. For breakers that wait for a call to try. Each round brings one customer more:
 * connections from when a copy of payments was away lead to the other, and only those opened for more calls at once lead to it again.
 */
export async function shop(system: LiveSystem, stack: LiveStack, round: number): Promise<void> {
  const { first, most } = shoppersAtOnce;
  const atOnce = Math.min(first + round, most);
  await Promise.all(
    checkouts(stack).flatMap((copy) => {
      const shoppers = Array.from({ length: atOnce }, () => system.prober(copy));
      return shoppers.flatMap((each) => [
        each.checkOut({ attempts: 3 }),
        each.get(`/recommendations?customerId=${encodeURIComponent(each.email)}&limit=4`),
      ]);
    }),
  );
}
