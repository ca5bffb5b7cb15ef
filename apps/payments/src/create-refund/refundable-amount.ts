import { final } from '@holdfast/idempotency';
import { type Money } from '@holdfast/contracts';
import { type Payment } from '../payment/payment.ts';
import { exceedsRemaining, notRefundable, otherCurrency } from '../refund/refund.errors.ts';

export interface RefundablePayment {
  readonly payment: Payment;
  /** The amount paid, less refunds made and in progress. */
  readonly left: Money;
}

/** The wanted amount, or by default the remaining amount. @throws Problem if the payment cannot cover it. */
export function refundableAmount({ payment, left }: RefundablePayment, wanted?: Money): Money {
  if (payment.status === 'pending') throw final(notRefundable('This payment is not confirmed yet.'));
  if (payment.status === 'failed') throw final(notRefundable('This payment failed; nothing was charged.'));
  if (wanted === undefined) {
    if (left.amountMinor > 0) return left;
    throw final(notRefundable('Nothing is left to refund on this payment.', left));
  }
  if (wanted.currency !== left.currency) throw otherCurrency(left.currency);
  if (wanted.amountMinor > left.amountMinor) throw final(exceedsRemaining(left));
  return wanted;
}
