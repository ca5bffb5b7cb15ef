import { type ApiResponse } from '../http/api-response.ts';
import { type Problem } from '../http/problem.ts';
import { type Operation, type Recognized } from '../operation.ts';
import { isOrder, isText, type Money, type Order } from './order.ts';

/** The body of `POST /checkouts`. */
export interface Checkout {
  readonly customer: { readonly email: string; readonly name?: string };
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  readonly paymentMethod: string;
  /** What the customer was shown: another total is refused as `price_changed`. */
  readonly expectedTotal?: Money;
}

interface Opened {
  /** What opens the order, for a link to its page: behind `#`, where no server sees it. Undefined when only the order was read. */
  readonly accessToken?: string;
}

/** The customer was charged, once. An order that was read later may have been refunded since: see its status. */
export interface Paid extends Opened {
  readonly kind: 'paid';
  readonly order: Order;
}

/** The order is kept, and whether the card was charged is being found out: show `order.notice`, and `waitForResult`. */
export interface Pending extends Opened {
  readonly kind: 'pending';
  readonly order: Order;
}

/** The card was declined for good and nothing was charged. Another card is another body, which gets a new key by itself. */
export interface Declined extends Opened {
  readonly kind: 'declined';
  readonly orderId: string;
  /** The provider's reason, `insufficient_funds` for example; null when only the order was read. */
  readonly declineCode: string | null;
  readonly problem: Problem | undefined;
}

export type Charged = Paid | Pending | Declined;

/** `POST /checkouts` under a name. */
export function checkoutOperation(name: string, body: Checkout): Operation<Charged> {
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
    ],
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
  return undefined;
}

/** The token in an order, or in the problem of one that was not paid. */
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
