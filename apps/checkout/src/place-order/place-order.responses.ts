import {
  jsonResponse,
  problemResponse,
  type ProvisionalResponse,
  type StoredResponse,
  type UnknownPolicy,
} from '@holdfast/idempotency';
import { asOf } from '../order/as-of.ts';
import { askToConfirm } from '../order/confirmation.ts';
import { markConfirmationOver, markRequiresAction } from '../order/confirmation.writes.ts';
import { paymentRefused } from '../order/order.errors.ts';
import { awaitsPayment, type Order, orderView, type PaymentResult, pendingNotice } from '../order/order.ts';
import { markInReview, markOnItsWay, markPending } from '../order/order.writes.ts';
import { onItsWay } from '../order/transfer.ts';
import { OnItsWay, RequiresAction } from '../payments-client/payment-in-progress.ts';

/** The final response: stored, and replayed byte for byte. */
export function settledResponse(order: Order, result: PaymentResult): StoredResponse {
  if (result.kind !== 'paid') return problemResponse(paymentRefused(order, result), '/checkouts');
  return jsonResponse(201, orderView(order), { location: `/orders/${order.orderId}` });
}

/** The order while its payment has no result. Not stored: a repeat of the key gets the state at that time. */
export function acceptedResponse(order: Order, now: Date): StoredResponse {
  const current = asOf(order, now);
  const notice = current.notice ?? pendingNotice;
  return jsonResponse(202, orderView({ ...current, notice }), { location: `/orders/${order.orderId}` });
}

export interface Unsettled {
  /** As it was placed. */
  readonly placed: Order;
  /** As it is stored now: an event may have settled it in the meantime. */
  readonly stored: Order;
  /** Why the call to payments had no result. */
  readonly error: unknown;
  readonly policy: UnknownPolicy;
  readonly now: Date;
}

/**
 * The next request with this key, or the completer, calls payments again and may get the result. While
 * payments cannot be reached, a confirmation stays open until its time is over.
 */
export function whileUnsettled({ placed, stored, error, policy, now }: Unsettled): ProvisionalResponse {
  const accepted = (order: Order): StoredResponse => acceptedResponse(order, now);
  if (!awaitsPayment(stored)) return { response: accepted(placed), writes: [] };
  if (error instanceof RequiresAction) {
    const asked = askToConfirm(stored, error.nextAction);
    return { response: accepted(asked), writes: markRequiresAction(asked) };
  }
  if (error instanceof OnItsWay) {
    const moving = onItsWay(stored, error.expectedBy, now);
    return { response: accepted(moving), writes: markOnItsWay(moving) };
  }
  const current = asOf(stored, now);
  const response = accepted(current);
  const review = policy === 'review' ? markInReview(stored) : [];
  if (current.nextAction !== null) return { response, writes: review };
  if (stored.nextAction !== null) return { response, writes: [...markConfirmationOver(stored), ...review] };
  return { response, writes: policy === 'review' ? review : markPending(stored) };
}
