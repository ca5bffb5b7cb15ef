import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type CustomerResponse, type Shopper } from '../system/shopper.ts';
import { type System } from '../system/system.ts';

/**
 * Orders that come at a steady rate, whether those before are answered or not: a customer each, who asks once, and again only when told that the
 * order is still being worked on: on a loaded machine another copy takes over what takes longer than a lease.
 */
export async function offer(
  system: System,
  perSecond: number,
  seconds: number,
): Promise<readonly CustomerResponse[]> {
  const started = performance.now();
  const responses: Promise<CustomerResponse>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueMs = (n * 1_000) / perSecond - (performance.now() - started);
    if (dueMs > 0) await delay(dueMs);
    responses.push(buy(system.shopper()));
  }
  return Promise.all(responses);
}

async function buy(shopper: Shopper): Promise<CustomerResponse> {
  const key = randomUUID();
  const first = await shopper.checkOut({ key, attempts: 1 });
  return first.status === 409 ? shopper.checkOut({ key }) : first;
}

export const withStatus = (responses: readonly CustomerResponse[], ...statuses: readonly number[]): number =>
  responses.filter(({ status }) => statuses.includes(status)).length;
