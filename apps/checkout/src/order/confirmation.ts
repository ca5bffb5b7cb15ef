import { formatMoney, type NextAction } from '@holdfast/contracts';
import { moved } from '@holdfast/idempotency';
import { orderMoves } from './order-moves.ts';
import { type Order } from './order.ts';

/** True also at any later time: the customer may confirm while the page still shows it. */
export const confirmNotice = ({ total }: Pick<Order, 'total'>): string =>
  `Your bank asks you to confirm this payment of ${formatMoney(total)}. You'll be charged only if you confirm it.`;

export const confirmationOverNotice =
  "The time to confirm this payment with your bank is over, so please don't confirm it anymore. We're finding " +
  "out whether it went through. You won't be charged twice, and we'll email you either way.";

/** The order while its customer has to confirm the payment with the bank. */
export function askToConfirm(order: Order, nextAction: NextAction): Order {
  const status = moved(orderMoves.requestConfirmation, order.status, 'requires_action');
  return { ...order, status, notice: confirmNotice(order), nextAction };
}

/** The order once the time to confirm is over: its result is being found out. */
export function endConfirmation(order: Order): Order {
  const status = moved(orderMoves.endConfirmation, order.status, 'payment_pending');
  return { ...order, status, notice: confirmationOverNotice, nextAction: null };
}
