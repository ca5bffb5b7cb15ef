import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { bodyOf, type Shopper, until } from '@holdfast/witness';

/** How a reason begins that the probe gives. */
export const probeFailed = 'After healing: ';

const checkouts = (stack: LiveStack): string[] =>
  [...stack.services.keys()].filter((name) => /^checkout(-\d+)?$/.test(name));

/** Repeats a check that returns 503, like a load balancer. */
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
    return [`an order at ${copy} got ${response.failure ?? response.status}: ${response.text}`];
  const path = `/orders/${String(bodyOf(response)['orderId'])}`;
  const settled = async (): Promise<boolean> => bodyOf(await shopper.get(path))['status'] === 'paid';
  return until('the order is paid', settled, { signal }).then(
    () => [],
    (error: Error) => [`${path} at ${copy}: ${error.message}`],
  );
}

/**
 * Checks that every service is ready and that each instance of checkout completes an order. Returns the
 * failures.
 */
export async function probe(system: LiveSystem, stack: LiveStack, signal: AbortSignal): Promise<string[]> {
  const failures = await Promise.all([
    ...[...stack.services].map(([name, url]) => isReady(name, url, signal)),
    ...checkouts(stack).map((copy) => isPaid(system.prober(copy), copy, signal)),
  ]);
  return failures.flat();
}

const shoppersPerRound = { first: 2, most: 8 };

/** At the same time, so that a response for one may not serve the other. */
const limits = [4, 8];

/**
 * Normal traffic at every instance, for breakers that need a call as their probe. Each round adds a customer:
 * pooled connections still lead to the instance of payments that was up, and only additional ones reach the
 * other again.
 */
export async function shop(system: LiveSystem, stack: LiveStack, round: number): Promise<void> {
  const { first, most } = shoppersPerRound;
  const atOnce = Math.min(first + round, most);
  await Promise.all(
    checkouts(stack).flatMap((copy) => {
      const shoppers = Array.from({ length: atOnce }, () => system.prober(copy));
      return shoppers.flatMap((each, index) => [
        each.checkOut({ attempts: 3 }),
        each.get(`/recommendations?customerId=${encodeURIComponent(each.email)}&limit=${limits[index % 2]}`),
      ]);
    }),
  );
}
