import { Problem, type ProblemKind } from '@holdfast/service-defaults';

export const orderAccessErrors = {
  required: { code: 'order_access_required', status: 401, title: 'Order access required' },
  needsOperator: { code: 'refund_needs_operator', status: 403, title: 'This refund needs an operator' },
} as const satisfies Record<string, ProblemKind>;

export function orderAccessRequired(): Problem {
  return new Problem(
    orderAccessErrors.required,
    'Send `Authorization: Bearer <token>` with the `accessToken` from the response to `POST /checkouts`, or an API key.',
    { headers: { 'www-authenticate': 'Bearer' } },
  );
}

/** Even if the part is the whole: customers send `{}`. */
export function partNeedsOperator(selfRefundHours: number): Problem {
  if (selfRefundHours === 0) return refundNeedsOperator(selfRefundHours);
  return new Problem(
    orderAccessErrors.needsOperator,
    'Nothing was refunded. Customers can refund only all of an order, with the body `{}`. Please contact support.',
    { extensions: { selfRefundHours } },
  );
}

export function refundNeedsOperator(selfRefundHours: number): Problem {
  return new Problem(
    orderAccessErrors.needsOperator,
    selfRefundHours === 0
      ? 'Nothing was refunded. Customers cannot refund orders themselves. Please contact support.'
      : `Nothing was refunded. Customers can refund an order themselves for ${selfRefundHours} ${selfRefundHours === 1 ? 'hour' : 'hours'} after placing it. Please contact support.`,
    { extensions: { selfRefundHours } },
  );
}
