import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/**
 * Sends orders at a steady rate, independent of responses, each from a new customer. A customer retries only
 * after a 409 in flight: on a busy machine, another instance may take over an expired lease.
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
