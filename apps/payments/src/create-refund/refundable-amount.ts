import { final } from '@holdfast/idempotency';
import { type Money } from '@holdfast/contracts';
import { type RefundablePayment } from '../payment/refundable-payment.ts';
import {
  disputed,
  disputeLost,
  exceedsRemaining,
  notRefundable,
  otherCurrency,
} from '../refund/refund.errors.ts';

/** The wanted amount, or by default the remaining amount. @throws Problem if the payment cannot cover it. */
export function refundableAmount({ payment, left, dispute }: RefundablePayment, wanted?: Money): Money {
  if (payment.status === 'pending') throw final(notRefundable('This payment is not confirmed yet.'));
  if (payment.status === 'failed') throw final(notRefundable('This payment failed; nothing was charged.'));
  if (wanted !== undefined && wanted.currency !== left.currency) throw otherCurrency(left.currency);
  if (dispute === 'open') throw final(disputed(left));
  if (dispute === 'lost' && left.amountMinor === 0) throw final(disputeLost(left));
  if (wanted === undefined) {
    if (left.amountMinor > 0) return left;
    throw final(notRefundable('Nothing is left to refund on this payment.', left));
  }
  if (wanted.amountMinor > left.amountMinor) throw final(exceedsRemaining(left));
  return wanted;
}
