import { type ApiResponse } from '../http/api-response.ts';
import { isRecord } from '../http/problem.ts';
import { type ClientOperation, type Recognized } from '../operation.ts';
import { isMoney, isText, type Money } from './order.ts';

/** A part of an order, or with neither member all that is left. A part needs an operator's key. */
export type RefundRequest =
  | { readonly amount?: never; readonly lines?: never }
  | { readonly amount: Money; readonly lines?: never }
  | { readonly lines: readonly RefundLine[]; readonly amount?: never };

/** A product at the price paid; each product once. */
export interface RefundLine {
  readonly productId: string;
  readonly quantity: number;
}

/** The response of `POST /orders/:orderId/refunds`. */
export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  /** `pending`: accepted, but the money has not arrived yet. */
  readonly status: 'succeeded' | 'pending';
  readonly amount: Money;
}

/** The refund was made once. */
export interface Refunded {
  readonly kind: 'refunded';
  readonly refund: Refund;
}

/** The operation `POST /orders/:orderId/refunds` under a name. */
export function refundOperation(
  name: string,
  orderId: string,
  body: RefundRequest,
  headers: ClientOperation<Refunded>['headers'] = {},
): ClientOperation<Refunded> {
  return {
    name,
    path: `/orders/${encodeURIComponent(orderId)}/refunds`,
    body,
    headers,
    recognize: (response) => recognizeRefund(response, orderId),
    conclusiveRefusals: ['order_not_refundable', 'refund_exceeds_remaining', 'refund_needs_operator'],
  };
}

function recognizeRefund({ status, json }: ApiResponse, orderId: string): Recognized<Refunded> | undefined {
  if (status !== 201 || !isRefund(json) || json.orderId !== orderId) return undefined;
  return { result: { kind: 'refunded', refund: json }, state: 'succeeded', reference: json.refundId };
}

function isRefund(json: unknown): json is Refund {
  return (
    isRecord(json) &&
    isText(json['refundId']) &&
    isText(json['orderId']) &&
    (json['status'] === 'succeeded' || json['status'] === 'pending') &&
    isMoney(json['amount'])
  );
}
