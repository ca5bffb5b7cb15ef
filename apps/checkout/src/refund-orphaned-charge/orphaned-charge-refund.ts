import { type RefundFailure } from '@holdfast/contracts';
import { type RefundResult } from '../refund/refund.ts';

export type WhyUnfulfillable = 'order_unknown' | 'order_failed' | 'order_paid_otherwise';

/**
 * The refund of a charge without an order to fulfill. Identified by its payment, because a charge is refunded
 * once.
 */
export interface OrphanedChargeRefund {
  readonly paymentId: string;
  readonly orderId: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly paymentRefundId: string | null;
  /**
   * Set if it failed and the money was returned without it: by the provider, as in its dashboard, or another
   * way that an operator has recorded.
   */
  readonly returnedBy?: 'provider' | 'operator' | undefined;
  /** Why it has just failed; not stored. */
  readonly failure?: RefundFailure | null | undefined;
}

export function withResult(refund: OrphanedChargeRefund, result: RefundResult): OrphanedChargeRefund {
  const { kind: status, paymentRefundId } = result;
  return {
    ...refund,
    status,
    paymentRefundId,
    ...(result.kind === 'failed' ? { failure: result.failure } : {}),
  };
}

/** Undefined while the refund is pending. */
export function resultOf({ status, paymentRefundId }: OrphanedChargeRefund): RefundResult | undefined {
  if (status === 'failed') return { kind: 'failed', paymentRefundId };
  return status === 'pending' || paymentRefundId === null
    ? undefined
    : { kind: 'succeeded', paymentRefundId };
}

export const startedTexts: Readonly<Record<WhyUnfulfillable, string>> = {
  order_unknown: 'A payment went through, but there is no matching order. It is being refunded.',
  order_failed:
    'The payment went through after this order had failed. The order will not be fulfilled; the payment is being refunded.',
  order_paid_otherwise: 'A second payment went through for this order. It is being refunded.',
};

export const refundedType = 'orphaned_charge_refunded';
export const refundedText = 'The extra charge was refunded in full.';
export const failedType = 'orphaned_charge_refund_failed';

/** The line in the order's history. Nothing is left to refund if an operator was faster, in the dashboard. */
export function settledLine({ status, failure }: OrphanedChargeRefund): { type: string; text: string } {
  if (status === 'succeeded') return { type: refundedType, text: refundedText };
  if (failure === 'nothing_left')
    return { type: refundedType, text: 'The extra charge had already been refunded.' };
  return {
    type: failedType,
    text: 'The extra charge could not be refunded. Our team is looking into it.',
  };
}
