import { type Money, type RefundFailure } from '@holdfast/contracts';
import { Problem, type ProblemKind } from '@holdfast/service-defaults';
import { orderErrors } from '../order/order.errors.ts';
import { type Refund } from './refund.ts';

export const paymentDisputed = (): Problem =>
  new Problem(
    orderErrors.notRefundable,
    "Nothing was refunded: the payer's bank is handling a dispute of this payment. If it is decided in our favor, contact our team about the refund.",
  );

export const paymentReturned = (): Problem =>
  new Problem(
    orderErrors.notRefundable,
    "Nothing was refunded: the payer's bank has already taken back what was left of the payment.",
  );

export interface WrongPart {
  readonly pointer: string;
  readonly detail: string;
}

/** `left` is the amount that can still be refunded. */
export function exceedsRemaining(left: Money, errors: readonly WrongPart[]): Problem {
  return new Problem(
    orderErrors.refundExceedsRemaining,
    'Nothing was refunded: see `errors`. `left` is the amount that can still be refunded.',
    { extensions: { left, errors } },
  );
}

const again = 'You can request a new refund.';

const whyFailed: Readonly<Record<RefundFailure, readonly [ProblemKind, string]>> = {
  payment_disputed: [orderErrors.notRefundable, paymentDisputed().message],
  returned_by_bank: [orderErrors.notRefundable, paymentReturned().message],
  refused_after_dispute: [
    orderErrors.notRefundable,
    'Nothing was refunded: after a lost dispute, the payment provider refunds nothing more of this payment. Another request would be refused as well.',
  ],
  nothing_left: [
    orderErrors.notRefundable,
    'Nothing was refunded: other refunds have already returned the whole payment.',
  ],
  canceled_by_shop: [
    orderErrors.notRefundable,
    "Nothing was refunded: our team canceled this refund. Please contact our team if you don't know why.",
  ],
  exceeds_remaining: [
    orderErrors.refundExceedsRemaining,
    `Nothing was refunded: another refund was made first, and less is left than this one requests. ${again}`,
  ],
};

/** The refund was requested at payments and refused there, or failed later. */
export function refundFailed({ refundId, failure }: Pick<Refund, 'refundId' | 'failure'>): Problem {
  const [kind, detail] =
    failure == null
      ? [orderErrors.notRefundable, `Nothing was refunded: the refund did not go through. ${again}`]
      : whyFailed[failure];
  return new Problem(kind, detail, { extensions: { refundId } });
}
