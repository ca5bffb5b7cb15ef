import { type Order, type OrderEvent } from '@holdfast/checkout-client';
import { leftOf } from '../order/order-state.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';

/** For example `$42.00`; `up to $42.00` if a bank may have returned more than the order says. */
export function refundAmount(order: Order, events: readonly OrderEvent[] | undefined): string {
  const left = moneyText(leftOf(order));
  return mayHideLoss(order, events) ? words.refund.upTo(left) : left;
}

/** An order shows one of its disputes only. */
function mayHideLoss({ dispute }: Order, events: readonly OrderEvent[] | undefined): boolean {
  if (dispute === null) return false;
  if (events === undefined) return true;
  const lost = events.filter(({ type }) => type === 'dispute_lost').length;
  return lost > (dispute.status === 'lost' ? 1 : 0);
}
