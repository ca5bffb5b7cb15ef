import { type Money, type OrderStatus } from '@holdfast/contracts';
import { Problem, type ProblemKind } from '@holdfast/service-defaults';
import { type Order, type PaymentResult } from './order.ts';

export const orderErrors = {
  productUnknown: { code: 'product_unknown', status: 422, title: 'Unknown product' },
  priceChanged: { code: 'price_changed', status: 409, title: 'The total has changed' },
  cardDeclined: { code: 'card_declined', status: 402, title: 'The payment was declined' },
  paymentRefused: { code: 'payment_refused', status: 422, title: 'Payment refused' },
  methodInvalid: { code: 'payment_method_invalid', status: 422, title: 'Payment method not accepted' },
  paymentsUnavailable: {
    code: 'payments_unavailable',
    status: 503,
    title: 'Payments are unavailable',
  },
  notFound: { code: 'order_not_found', status: 404, title: 'Order not found' },
  notRefundable: { code: 'order_not_refundable', status: 409, title: 'The order cannot be refunded' },
  refundExceedsRemaining: {
    code: 'refund_exceeds_remaining',
    status: 422,
    title: 'The refund exceeds the remaining amount',
  },
} as const satisfies Record<string, ProblemKind>;

export function productUnknown(unknown: readonly { index: number; productId: string }[]): Problem {
  return new Problem(orderErrors.productUnknown, 'Nothing was ordered or charged.', {
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
    'Nothing was ordered or charged. Show the new total to the customer, then order with a new key.',
    { extensions: { expectedTotal, actualTotal } },
  );
}

export function paymentRefused(order: Order, result: Exclude<PaymentResult, { kind: 'paid' }>): Problem {
  const { orderId } = order;
  if (result.kind === 'method_invalid')
    return new Problem(
      orderErrors.methodInvalid,
      'Nothing was charged. Use another payment method and a new idempotency key.',
      {
        extensions: { orderId },
      },
    );
  if (result.kind === 'refused')
    return new Problem(
      orderErrors.paymentRefused,
      'Nothing was charged. Please contact our team before another attempt: it may be refused as well.',
      { extensions: { orderId } },
    );
  if (result.kind === 'unavailable')
    return new Problem(
      orderErrors.paymentRefused,
      'Nothing was charged. The shop could not accept payments; your payment method was not the cause. Order again later with a new key.',
      { extensions: { orderId } },
    );
  return new Problem(
    orderErrors.cardDeclined,
    result.declineCode === 'authentication_required'
      ? 'Nothing was charged: the payment was not confirmed. To try again, order with a new idempotency key.'
      : 'Nothing was charged. Use another payment method and a new idempotency key.',
    {
      extensions: { orderId, declineCode: result.declineCode },
    },
  );
}

/** Payments checks every 30 s whether the provider accepts the shop again. */
const retryAfterSeconds = 30;

export function paymentsUnavailable(): Problem {
  return new Problem(
    orderErrors.paymentsUnavailable,
    'Nothing was ordered or charged. The shop cannot accept payments right now. Retry later with the same key.',
    { retryAfterSeconds },
  );
}

export function orderNotFound(): Problem {
  return new Problem(orderErrors.notFound, 'No order has this ID.');
}

const whyNotRefundable: Readonly<Record<Exclude<OrderStatus, 'paid'>, string>> = {
  payment_pending:
    'The payment of this order is not confirmed yet. Once the order is paid, request the refund with a new key.',
  requires_action:
    'The bank is waiting for the customer to confirm the payment. Once the order is paid, request the refund with a new key.',
  payment_failed: 'Nothing was charged for this order.',
  refund_pending: 'A refund of this order is already in progress.',
  refunded: 'This order has already been refunded.',
};

export function orderNotRefundable(status: Exclude<OrderStatus, 'paid'>): Problem {
  return new Problem(orderErrors.notRefundable, whyNotRefundable[status]);
}
