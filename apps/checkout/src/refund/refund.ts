import {
  formatMoney,
  isSameMoney,
  type Money,
  newId,
  type OrderLine,
  type OrderRefundView,
  type RefundFailure,
} from '@holdfast/contracts';
import { canMove } from '@holdfast/idempotency';
import { blocksRefunds, lostMinor } from '../dispute/dispute.ts';
import { disputesOf, type Order, totalOf } from '../order/order.ts';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  readonly status: RefundStatus;
  /** `shop`: made directly at the payment provider. */
  readonly requestedBy: 'customer' | 'operator' | 'shop';
  readonly amount: Money;
  /** Set only if lines were requested, at the prices paid. */
  readonly lines?: readonly OrderLine[] | null | undefined;
  /** Known for some failed refunds. */
  readonly failure?: RefundFailure | null | undefined;
  /** ID of the refund at payments, once known. */
  readonly paymentRefundId: string | null;
  readonly createdAt: string;
}

/** `pending`: the provider accepted it; an event will bring the result. */
export type RefundResult =
  | {
      readonly kind: 'succeeded' | 'pending';
      readonly paymentRefundId: string;
      readonly amount?: Money | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly paymentRefundId: string | null;
      readonly amount?: Money | undefined;
      readonly failure?: RefundFailure | null | undefined;
    };

export const refundPendingNotice = (amount: Money): string =>
  `Your refund of ${formatMoney(amount)} is being processed but isn't confirmed yet. It won't be sent twice.`;

export function refundFailedNotice({ amount, requestedBy, failure }: Refund): string {
  const sum = formatMoney(amount);
  const failed = `Your refund of ${sum} did not go through, so no money was returned. `;
  switch (failure) {
    case 'payment_disputed':
      return `Your refund of ${sum} did not go through, because the payer's bank was handling a dispute of this payment.`;
    case 'returned_by_bank':
      return `Your refund of ${sum} was not made: the payer's bank has already taken the money back.`;
    case 'refused_after_dispute':
      return `Your refund of ${sum} did not go through: after a dispute, the payment provider refunds nothing more of this payment. Please contact our team.`;
    case 'nothing_left':
      return `Your refund of ${sum} was not made: the payment had already been refunded.`;
    case 'canceled_by_shop':
      return `Your refund of ${sum} was not made: our team canceled it. Please contact our team if you don't know why.`;
    default:
      return failed + (requestedBy === 'customer' ? 'You can request it again.' : 'Please contact our team.');
  }
}

export function newRefund(
  order: Order,
  { requestedBy, amount, lines }: Pick<Refund, 'requestedBy' | 'amount' | 'lines'>,
  now: Date,
): Refund {
  return {
    refundId: newId('re'),
    orderId: order.orderId,
    status: 'pending',
    requestedBy,
    amount,
    lines,
    paymentRefundId: null,
    createdAt: now.toISOString(),
  };
}

/** Empty if another amount was refunded than the requested lines cost. */
export const refundedLines = ({ amount, lines }: Pick<Refund, 'amount' | 'lines'>): readonly OrderLine[] =>
  lines != null && isSameMoney(totalOf(lines), amount) ? lines : [];

/** `$21.00 (1 × Tea)` */
export function refundText(refund: Pick<Refund, 'amount' | 'lines'>): string {
  const lines = refundedLines(refund).map(({ quantity, name }) => `${quantity} × ${name}`);
  return formatMoney(refund.amount) + (lines.length === 0 ? '' : ` (${lines.join(', ')})`);
}

export function refundFailedText({ amount, failure }: Pick<Refund, 'amount' | 'failure'>): string {
  const sum = formatMoney(amount);
  switch (failure) {
    case 'payment_disputed':
      return `The refund of ${sum} failed because the payer's bank is handling a dispute. No money was returned.`;
    case 'returned_by_bank':
      return `The refund of ${sum} was not made: the payer's bank has already taken the money back.`;
    case 'refused_after_dispute':
      return `The refund of ${sum} failed: after a dispute, the payment provider refunds nothing more of this payment. No money was returned.`;
    case 'nothing_left':
      return `The refund of ${sum} was not made: the payment had already been refunded.`;
    case 'canceled_by_shop':
      return `The refund of ${sum} was not made: our team canceled it.`;
    default:
      return `The refund of ${sum} failed. No money was returned.`;
  }
}

/** A refund made directly at the payment provider, identified by its ID at payments. */
export function newShopRefund(
  orderId: string,
  { paymentRefundId, kind: status, amount }: RefundResult & { paymentRefundId: string; amount: Money },
  now: Date,
): Refund {
  const createdAt = now.toISOString();
  return {
    refundId: paymentRefundId,
    orderId,
    status,
    requestedBy: 'shop',
    amount,
    paymentRefundId,
    createdAt,
  };
}

/** The amount may be lower than requested if part was refunded at the provider in the meantime. */
export function withResult(refund: Refund, result: RefundResult): Refund {
  const { kind: status, paymentRefundId, amount = refund.amount } = result;
  const failure = result.kind === 'failed' ? (result.failure ?? null) : null;
  return { ...refund, status, paymentRefundId, amount, failure };
}

/** Adds what checkout knows about the order's disputes: the provider only says that there was one. */
export function withReason(result: RefundResult, order: Order): RefundResult {
  if (result.kind !== 'failed' || result.failure !== 'payment_disputed') return result;
  const disputes = disputesOf(order);
  const isOver = !disputes.some(blocksRefunds) && lostMinor(disputes) > 0;
  return isOver ? { ...result, failure: 'refused_after_dispute' } : result;
}

/** A pending refund ends once; one that succeeded may still fail, if the bank returns the money. */
export const refundMoves = {
  pending: ['pending'],
  succeeded: ['pending'],
  failed: ['pending', 'succeeded'],
} as const satisfies Readonly<Record<RefundStatus, readonly RefundStatus[]>>;

export const canBecome = (known: RefundStatus, reported: RefundStatus): boolean =>
  canMove(refundMoves, known, reported);

/** Undefined while the refund is pending. */
export function resultOf({ status, paymentRefundId, amount, failure }: Refund): RefundResult | undefined {
  if (status === 'failed') return { kind: 'failed', paymentRefundId, amount, failure };
  return status === 'pending' || paymentRefundId === null
    ? undefined
    : { kind: 'succeeded', paymentRefundId, amount };
}

export function refundView(refund: Refund & { readonly status: 'succeeded' | 'pending' }): OrderRefundView {
  const { refundId, orderId, status, amount } = refund;
  return { refundId, orderId, status, amount };
}
