import { endConfirmation } from './confirmation.ts';
import { type Order } from './order.ts';
import { overdue } from './transfer.ts';

/** The order as it is at `now`: some of what is stored is true until a certain time only. */
export function asOf(order: Order, now: Date): Order {
  const isPast = (time: string): boolean => Date.parse(time) <= now.getTime();
  const { nextAction, expectedBy } = order;
  if (nextAction !== null && isPast(nextAction.expiresAt)) return endConfirmation(order);
  if (expectedBy !== null && isPast(expectedBy)) return overdue(order);
  return order;
}
