import { type OrderStatus } from '@holdfast/contracts';
import { type Moves } from '@holdfast/idempotency';

const unpaid = ['payment_pending', 'requires_action'] as const;
const paidOnce = ['paid', 'refund_pending', 'refunded'] as const;

/**
 * Every change of an order's status. The writes take their conditions from here, so there is no other.
 * `payment_failed` is final.
 */
export const orderMoves = {
  requestConfirmation: { requires_action: unpaid },
  /** The time to confirm has passed, and the result is not known yet. */
  endConfirmation: { payment_pending: ['requires_action'] },
  awaitTransfer: { payment_pending: unpaid },
  settlePayment: { paid: unpaid, payment_failed: unpaid },
  requestRefund: { refund_pending: ['paid'] },
  /** Also of a paid order, refunded at the provider, and of a refunded one whose money the bank returns. */
  countRefund: { paid: paidOnce, refunded: paidOnce },
} as const satisfies Readonly<
  Record<string, Moves & { readonly [To in OrderStatus]?: readonly OrderStatus[] }>
>;
