import { type Shopper } from '@holdfast/witness';
import { expectPaid } from './expectations.ts';
import { durationOf } from './suggestions-seen.ts';

/** Five: one is a poor measure on a busy machine. */
const orders = 5;

/** The time of the slowest of some orders without a fault, ms: what a slowed order is compared with. */
export async function slowestUsualOrder(shopper: Shopper): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < orders; n += 1) {
    const order = await shopper.checkOut();
    expectPaid(order);
    took.push(durationOf(order));
  }
  return Math.max(...took);
}
