import { formatMoney } from '@holdfast/contracts';
import { moved } from '@holdfast/idempotency';
import { orderMoves } from './order-moves.ts';
import { type Order } from './order.ts';

const dayMs = 86_400_000;

/** The order while the customer's bank is transferring the money. */
export function onItsWay(order: Order, expectedBy: Date, now: Date): Order {
  const days = Math.max(1, Math.ceil((expectedBy.getTime() - now.getTime()) / dayMs));
  const notice =
    `Your bank is transferring ${formatMoney(order.total)}; this can take up to ${days === 1 ? 'a day' : `${days} days`}. ` +
    "You can close this page. We'll email you when the payment arrives, or if it doesn't.";
  return {
    ...order,
    status: moved(orderMoves.awaitTransfer, order.status, 'payment_pending'),
    notice,
    expectedBy: expectedBy.toISOString(),
    nextAction: null,
  };
}

/** The order once its transfer should have arrived. It may still arrive. */
export function overdue(order: Order): Order {
  const notice =
    `The transfer of ${formatMoney(order.total)} from your bank is taking longer than expected. We're looking into it. ` +
    "You don't need to order again, and you won't be charged twice. We'll email you when the payment arrives, or if it doesn't.";
  return { ...order, notice, expectedBy: null };
}
