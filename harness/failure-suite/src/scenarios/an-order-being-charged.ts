import { type CustomerResponse, type Shopper } from '../system/shopper.ts';
import { type System } from '../system/system.ts';
import { type HeldMessage, holdAt } from './at-a-point.ts';
import { orderBegunBy } from './expectations.ts';

export interface OrderBeingCharged {
  readonly orderId: string;
  /** The request of checkout to payments, on its way. Its sender is the copy that has the order in hand. */
  readonly held: HeldMessage;
  readonly outcome: Promise<CustomerResponse>;
}

/** An order that is committed and about to be charged. */
export async function orderBeingCharged(
  system: System,
  shopper: Shopper,
  options: Parameters<Shopper['checkOut']>[0] = { attempts: 1, timeoutMs: 15_000 },
): Promise<OrderBeingCharged> {
  const point = { edge: 'checkout->payments', direction: 'request' } as const;
  const { held, outcome } = await holdAt(system, point, () => shopper.checkOut(options));
  return { orderId: await orderBegunBy(system, shopper), held, outcome };
}

/** The one commit in which the copy that has the order in hand writes down what came of its charge. News of the charge may come to any copy meanwhile. */
export function outcomeOf(orderId: string, held: HeldMessage) {
  return {
    edge: `${held.message.sender}->postgres`,
    direction: 'request',
    label: 'update idempotency_key + update orders + insert outbox + insert order_event',
    contains: orderId,
  } as const;
}
