import { type ApiResponse } from '../http/api-response.ts';
import { type Problem } from '../http/problem.ts';
import { type ClientOperation, type Recognized } from '../operation.ts';
import { type BankConfirmation, isOrder, isText, type Money, type Order } from './order.ts';

/** The body of `POST /checkouts`. */
export type Checkout = Cart & (PaidByMethod | PaidByToken);

interface Cart {
  readonly customer: { readonly email: string; readonly name?: string };
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  /** The total shown to the customer; any other total is refused as `price_changed`. */
  readonly expectedTotal?: Money;
}

/** For scripts and tests. */
interface PaidByMethod {
  readonly paymentMethod: string;
  readonly confirmationToken?: never;
}

/** From Stripe.js; valid for one payment. */
interface PaidByToken {
  readonly confirmationToken: string;
  readonly paymentMethod?: never;
}

interface Opened {
  /**
   * The token that opens the order. Put it in the fragment of a link, where no server sees it. Undefined if
   * the order was only read.
   */
  readonly accessToken?: string;
}

/** The customer was charged once. An order read later may have been refunded since: check its status. */
export interface Paid extends Opened {
  readonly kind: 'paid';
  readonly order: Order;
}

/** The order is accepted, its charge not confirmed yet: show `order.notice`, then `waitForResult`. */
export interface Pending extends Opened {
  readonly kind: 'pending';
  readonly order: Order;
}

/**
 * Nothing was charged yet: the customer's bank wants a confirmation. Send the customer to `nextAction.url`
 * before `nextAction.expiresAt`; the bank returns them to the order's page. The order decides, whatever the
 * return says: `waitForResult`.
 */
export interface ActionRequired extends Opened {
  readonly kind: 'action_required';
  readonly order: Order;
  readonly nextAction: BankConfirmation;
}

/** The card was declined and nothing was charged. Another card is another body, which gets a new key. */
export interface Declined extends Opened {
  readonly kind: 'declined';
  readonly orderId: string;
  /** The provider's reason, for example `insufficient_funds`; null if the order was only read. */
  readonly declineCode: string | null;
  readonly problem: Problem | undefined;
}

export type Charged = Paid | Pending | ActionRequired | Declined;

/** The operation `POST /checkouts` under a name. */
export function checkoutOperation(name: string, body: Checkout): ClientOperation<Charged> {
  return {
    name,
    path: '/checkouts',
    body,
    recognize: recognizeCheckout,
    conclusiveRefusals: [
      'card_declined',
      'payment_method_invalid',
      'payment_refused',
      'price_changed',
      'product_unknown',
      'validation_failed',
    ],
    retriesWithoutEffect: ['payments_unavailable', 'overloaded'],
  };
}

function recognizeCheckout({ status, json, problem }: ApiResponse): Recognized<Charged> | undefined {
  if (status === 402 && problem?.code === 'card_declined') return declined(problem);
  if (!isOrder(json)) return undefined;
  const { accessToken, ...order } = json as Order & { readonly accessToken?: unknown };
  const token = tokenIn({ accessToken });
  const reference = order.orderId;
  if (status === 201 && order.status === 'paid')
    return { result: { kind: 'paid', order, ...token }, state: 'succeeded', reference };
  if (status === 202 && order.status === 'payment_pending')
    return { result: { kind: 'pending', order, ...token }, state: 'open', reference };
  if (status === 202 && order.status === 'requires_action' && order.nextAction !== null)
    return { result: { ...actionRequired(order, order.nextAction), ...token }, state: 'open', reference };
  return undefined;
}

export function actionRequired(order: Order, nextAction: BankConfirmation): ActionRequired {
  return { kind: 'action_required', order, nextAction };
}

/** The token of an order, or of the problem of an unpaid one. */
export function tokenIn(json: object): { accessToken?: string } {
  const { accessToken } = json as { readonly accessToken?: unknown };
  return isText(accessToken) ? { accessToken } : {};
}

function declined(problem: Problem): Recognized<Declined> | undefined {
  const { orderId, declineCode } = problem;
  if (!isText(orderId)) return undefined;
  return {
    result: {
      kind: 'declined',
      orderId,
      declineCode: isText(declineCode) ? declineCode : null,
      problem,
      ...tokenIn(problem),
    },
    state: 'refused',
    reference: orderId,
  };
}
