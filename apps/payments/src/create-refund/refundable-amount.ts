import { final } from '@holdfast/idempotency';
import { formatMoney, type Money } from '@holdfast/contracts';
import { type Payment } from '../payment/payment.ts';
import { notRefundable, otherCurrency } from '../refund/refund.errors.ts';

export interface RefundablePayment {
  readonly payment: Payment;
  /** What was paid, less what was refunded and what is being refunded. */
  readonly left: Money;
}

/** What is to be refunded: what is wanted, else all that is left. @throws Problem when the payment cannot give it. */
export function refundableAmount({ payment, left }: RefundablePayment, wanted: Money = left): Money {
  if (payment.status === 'pending')
    throw final(notRefundable('It is not known yet whether this payment went through.'));
  if (payment.status === 'failed') throw final(notRefundable('Nothing was charged with this payment.'));
  if (wanted.currency !== left.currency) throw otherCurrency(left.currency);
  if (left.amountMinor === 0)
    throw final(notRefundable('All of this payment was refunded, or is being refunded.', left));
  if (wanted.amountMinor > left.amountMinor)
    throw final(notRefundable(`No more than ${formatMoney(left)} is left of this payment.`, left));
  return wanted;
}
