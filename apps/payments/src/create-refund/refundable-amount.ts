import { final } from '@holdfast/idempotency';
import { type Money } from '@holdfast/contracts';
import { type Payment } from '../payment/payment.ts';
import { exceedsRemaining, notRefundable, otherCurrency } from '../refund/refund.errors.ts';

export interface RefundablePayment {
  readonly payment: Payment;
  /** What was paid, less what was refunded and what is being refunded. */
  readonly left: Money;
}

/** What is to be refunded: what is wanted, else all that is left. @throws Problem when the payment cannot give it. */
export function refundableAmount({ payment, left }: RefundablePayment, wanted?: Money): Money {
  if (payment.status === 'pending') throw final(notRefundable('This payment is not confirmed yet.'));
  if (payment.status === 'failed') throw final(notRefundable('Nothing was charged with this payment.'));
  if (wanted === undefined) {
    if (left.amountMinor > 0) return left;
    throw final(notRefundable('Nothing is left to refund on this payment.', left));
  }
  if (wanted.currency !== left.currency) throw otherCurrency(left.currency);
  if (wanted.amountMinor > left.amountMinor) throw final(exceedsRemaining(left));
  return wanted;
}
