import {
  addMoney,
  type DeclineReason,
  declineReasonOf,
  type Money,
  multiplyMoney,
  newId,
  orderDetailsSchema,
  type OrderLine,
  type OrderView,
  type PaymentSettled,
  refusedByProvider,
  type PlaceOrder,
} from '@holdfast/contracts';
import { moved } from '@holdfast/idempotency';
import { type Dispute, shownDispute } from '../dispute/dispute.ts';
import { orderMoves } from './order-moves.ts';

/** Has each member that is shown, and those from which a shown one is derived. */
export interface Order extends Readonly<Omit<OrderView, 'refundedTotal' | 'dispute'>> {
  /** Absent from inputs that an earlier version stored. */
  readonly refundedTotal?: Money | undefined;
  /** Oldest first. Absent from an order that was never read from the database. */
  readonly disputes?: readonly Dispute[] | undefined;
}

export type PaymentResult =
  | { readonly kind: 'paid'; readonly paymentId: string }
  | { readonly kind: 'declined'; readonly paymentId: string | null; readonly declineCode: DeclineReason }
  /** Refused by the provider, not by the bank, whatever the card. */
  | { readonly kind: 'refused'; readonly paymentId: string | null }
  | { readonly kind: 'method_invalid'; readonly paymentId: string | null }
  /** The provider rejects the shop, not this payment. */
  | { readonly kind: 'unavailable'; readonly paymentId: string | null };

/** Replaces a decline code in the orders table and in payments' responses. */
export const refusedCode = 'payment_refused';

/** In payments' responses and in jobs for email. The orders table has null instead. */
export const methodInvalidCode = 'payment_method_invalid';

export function paymentResultIn({
  status,
  paymentId,
  declineCode,
}: Pick<PaymentSettled, 'status' | 'paymentId' | 'declineCode'>): PaymentResult {
  if (status === 'succeeded') return { kind: 'paid', paymentId };
  if (declineCode === methodInvalidCode) return { kind: 'method_invalid', paymentId };
  if (declineCode === refusedCode) return { kind: 'refused', paymentId };
  if (declineCode === refusedByProvider) return { kind: 'unavailable', paymentId };
  return { kind: 'declined', paymentId, declineCode: declineReasonOf(declineCode) };
}

export const pendingNotice =
  "We've received your order and are confirming the payment. You don't need to order again, and you won't be " +
  "charged twice. We'll email your receipt as soon as the payment is confirmed. If your bank asks you to approve it " +
  "first, you'll see that here.";

export function newOrder(
  request: PlaceOrder,
  { lines, total }: Pick<Order, 'lines' | 'total'>,
  now: Date,
): Order {
  return {
    orderId: newId('ord'),
    status: 'payment_pending',
    ...orderDetailsSchema.parse(request),
    lines,
    total,
    paymentId: null,
    notice: null,
    expectedBy: null,
    nextAction: null,
    createdAt: now.toISOString(),
  };
}

export function orderLine(
  product: { productId: string; name: string; unitPrice: Money },
  quantity: number,
): OrderLine {
  const { productId, name, unitPrice } = product;
  return { productId, name, quantity, unitPrice, lineTotal: multiplyMoney(unitPrice, quantity) };
}

export function totalOf(lines: readonly OrderLine[]): Money {
  return lines.map((line) => line.lineTotal).reduce(addMoney);
}

export const statusAfter = ({ kind }: PaymentResult): 'paid' | 'payment_failed' =>
  kind === 'paid' ? 'paid' : 'payment_failed';

/** @throws Error if the order does not await its payment */
export function settle(order: Order, result: PaymentResult): Order {
  return {
    ...order,
    status: moved(orderMoves.settlePayment, order.status, statusAfter(result)),
    paymentId: result.paymentId,
    notice: null,
    expectedBy: null,
    nextAction: null,
  };
}

/** True until the payment has a result. */
export const awaitsPayment = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'payment_pending' || status === 'requires_action';

/** The part of an order that decides if a charge pays for it. */
export type OrderStanding = Pick<Order, 'status' | 'paymentId'>;

/** Undefined if the charge pays, or may still pay, for this order. */
export function whyUnfulfillable(
  order: OrderStanding,
  chargedBy: string,
): 'order_failed' | 'order_paid_otherwise' | undefined {
  if (awaitsPayment(order)) return undefined;
  if (order.status === 'payment_failed') return 'order_failed';
  return order.paymentId === chargedBy ? undefined : 'order_paid_otherwise';
}

export const refundedOf = ({ refundedTotal, total }: Pick<Order, 'refundedTotal' | 'total'>): Money =>
  refundedTotal ?? { ...total, amountMinor: 0 };

export const disputesOf = ({ disputes = [] }: Order): readonly Dispute[] => disputes;

export function orderView({ disputes = [], refundedTotal, ...shown }: Order): OrderView {
  const { total } = shown;
  return { ...shown, refundedTotal: refundedOf({ refundedTotal, total }), dispute: shownDispute(disputes) };
}
