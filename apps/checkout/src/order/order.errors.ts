import { type Money, type OrderStatus } from '@holdfast/contracts';
import { Problem, type ProblemKind } from '@holdfast/service-defaults';
import { type Order, type PaymentResult } from './order.ts';

export const orderErrors = {
  productUnknown: { code: 'product_unknown', status: 422, title: 'A product is not in the catalog' },
  priceChanged: { code: 'price_changed', status: 409, title: 'The total is not what you expected' },
  cardDeclined: { code: 'card_declined', status: 402, title: 'The card was declined' },
  paymentRefused: { code: 'payment_refused', status: 422, title: 'Payment refused' },
  methodInvalid: { code: 'payment_method_invalid', status: 422, title: 'Payment method not accepted' },
  paymentsUnavailable: {
    code: 'payments_unavailable',
    status: 503,
    title: 'No payments can be taken at the moment',
  },
  notFound: { code: 'order_not_found', status: 404, title: 'There is no such order' },
  notRefundable: { code: 'order_not_refundable', status: 409, title: 'The order cannot be refunded' },
} as const satisfies Record<string, ProblemKind>;

export function productUnknown(unknown: readonly { index: number; productId: string }[]): Problem {
  return new Problem(orderErrors.productUnknown, 'Nothing was ordered and nothing was charged.', {
    extensions: {
      errors: unknown.map(({ index, productId }) => ({
        pointer: `/lines/${index}/productId`,
        detail: `${JSON.stringify(productId)} is not in the catalog`,
      })),
    },
  });
}

export function priceChanged(expectedTotal: Money, actualTotal: Money): Problem {
  return new Problem(
    orderErrors.priceChanged,
    'Nothing was ordered and nothing was charged. Show the new total to the customer and send it as a new operation.',
    { extensions: { expectedTotal, actualTotal } },
  );
}

export function paymentRefused(order: Order, result: Exclude<PaymentResult, { kind: 'paid' }>): Problem {
  const { orderId } = order;
  if (result.kind === 'method_invalid')
    return new Problem(
      orderErrors.methodInvalid,
      'Nothing was charged. Try another payment method, with a new key.',
      {
        extensions: { orderId },
      },
    );
  if (result.kind === 'refused')
    return new Problem(
      orderErrors.paymentRefused,
      'Nothing was charged. Another attempt would be refused as well.',
      { extensions: { orderId } },
    );
  if (result.kind === 'unavailable')
    return new Problem(
      orderErrors.paymentRefused,
      'Nothing was taken. The shop cannot take payments at the moment; this is no fault of the card. Order again later, with a new key.',
      { extensions: { orderId } },
    );
  return new Problem(orderErrors.cardDeclined, 'Nothing was charged. Try another card, with a new key.', {
    extensions: { orderId, declineCode: result.declineCode },
  });
}

/** 30 s: how often payments looks whether the provider takes the shop's key again. */
const retryAfterSeconds = 30;

export function paymentsUnavailable(): Problem {
  return new Problem(
    orderErrors.paymentsUnavailable,
    'Nothing was taken. Your order was not placed. Send the same request again later. The shop knows that it cannot take payments at the moment.',
    { retryAfterSeconds },
  );
}

export function orderNotFound(): Problem {
  return new Problem(orderErrors.notFound, 'No order is known under this id.');
}

const whyNotRefundable: Readonly<Record<Exclude<OrderStatus, 'paid'>, string>> = {
  payment_pending: 'The payment of this order is not confirmed yet. Ask again when the order is paid.',
  payment_failed: 'Nothing was charged for this order.',
  refund_pending: 'A refund of this order is already in progress.',
  refunded: 'This order has been refunded already.',
};

export function orderNotRefundable(status: Exclude<OrderStatus, 'paid'>): Problem {
  return new Problem(orderErrors.notRefundable, whyNotRefundable[status]);
}

export function refundFailed(refundId: string): Problem {
  return new Problem(
    orderErrors.notRefundable,
    'The refund did not go through: it returned no money. To try again, request a new refund with a new key.',
    { extensions: { refundId } },
  );
}
