import assert from 'node:assert/strict';
import { type Fault } from '@holdfast/lab-api';
import { type System } from '../system/system.ts';
import { isMailed } from './emails-seen.ts';
import { becomes, expectAccepted, expectChargedOnce, expectResponse } from './expectations.ts';

const customers = 6;

export interface CutOff {
  readonly edge: string;
  readonly fault: Fault;
  /**
   * False if orders may wait until the fault ends: the lab sends requests to instances that are not ready
   * too, and the breaker of their caller may open for all of them.
   */
  readonly isPaidMeanwhile: boolean;
}

/**
 * Cuts one instance off from a server that the other still reaches, in the middle of many orders. Customers
 * retry with their keys; every order is paid once, and a refund succeeds.
 */
export async function oneCopyCutOff(system: System, { edge, fault, isPaidMeanwhile }: CutOff): Promise<void> {
  const placed = async (): Promise<string[]> => {
    const shoppers = Array.from({ length: customers }, () => system.shopper());
    const responses = await Promise.all(shoppers.map((shopper) => shopper.checkOut({ timeoutMs: 20_000 })));
    return responses.map(expectAccepted);
  };
  const first = placed();
  const cut = await system.lab.fault(edge, fault);
  const orders = [...(await first), ...(await placed())];
  // A port that is closed cannot count who knocks.
  if (fault.kind !== 'refuse') await cut.struck();
  if (!isPaidMeanwhile) await cut.clear();
  for (const orderId of orders) await becomes(system, orderId, 'paid');
  const ada = system.shopper('Ada');
  const returned = expectAccepted(await ada.checkOut({ timeoutMs: 20_000 }));
  await becomes(system, returned, 'paid');
  const refund = await ada.refund(returned, { timeoutMs: 20_000 });
  assert.ok([201, 202].includes(refund.status), `the refund got ${refund.status}`);
  if (refund.status === 202) expectResponse(refund, 202);
  await becomes(system, returned, 'refunded');
  for (const orderId of orders) {
    assert.equal((await isMailed(system, orderId, 30_000)).length, 1, 'copies of the receipt');
    await expectChargedOnce(system, orderId);
  }
  if (isPaidMeanwhile) await cut.clear();
}
