import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { type HeldMessage, holdAt } from './at-a-point.ts';
import { orderBegunBy } from './expectations.ts';

export interface OrderBeingCharged {
  readonly orderId: string;
  /** The held request to payments. Its sender is the instance that processes the order. */
  readonly held: HeldMessage;
  readonly outcome: Promise<CustomerResponse>;
}

/** Places an order and holds it after its commit, before the charge. */
export async function orderBeingCharged(
  system: System,
  shopper: Shopper,
  options: Parameters<Shopper['checkOut']>[0] = { attempts: 1, timeoutMs: 15_000 },
): Promise<OrderBeingCharged> {
  const point = { edge: 'checkout->payments', direction: 'request' } as const;
  const { held, outcome } = await holdAt(system, point, () => shopper.checkOut(options));
  return { orderId: await orderBegunBy(system, shopper), held, outcome };
}

/**
 * The commit in which the processing instance records the charge. A webhook may reach any instance meanwhile.
 */
export function outcomeOf(orderId: string, held: HeldMessage) {
  return {
    edge: `${held.message.sender}->postgres`,
    direction: 'request',
    label: 'update idempotency_key + update orders + insert outbox + insert order_event',
    contains: orderId,
  } as const;
}
