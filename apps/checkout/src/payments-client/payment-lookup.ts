import { type LedgerPayment } from '@holdfast/contracts';
import { absent, undecided } from '@holdfast/idempotency';
import { paymentResultIn, type PaymentResult } from '../order/order.ts';
import { AwaitsConfirmation, OnItsWay } from './payment-in-progress.ts';
import { type RefundResult } from '../refund/refund.ts';

/** False for a payment that another API caller made and named this order. */
const isOurs = ({ isYours }: LedgerPayment): boolean => isYours !== false;

/**
 * If an order has several payments, the charged one wins: it must not be charged again.
 * @throws StillInProgress while a bank or the customer has time left: no operator is needed
 */
export function paymentResultInLedger(
  ofOrder: readonly LedgerPayment[],
  now: Date,
): PaymentResult | typeof absent | typeof undecided {
  const payments = ofOrder.filter(isOurs);
  const charged = payments.find(({ status }) => status === 'succeeded' || status === 'refunded');
  if (charged !== undefined) return { kind: 'paid', paymentId: charged.paymentId };
  const pending = payments.filter(({ status }) => status === 'pending');
  for (const { expectedBy, actionExpiresAt } of pending) {
    if (expectedBy !== null && new Date(expectedBy) > now) throw new OnItsWay(new Date(expectedBy));
    if (actionExpiresAt !== null && new Date(actionExpiresAt) > now)
      throw new AwaitsConfirmation(actionExpiresAt);
  }
  if (pending.length > 0) return undecided;
  const failed = payments.at(-1);
  return failed === undefined ? absent : paymentResultIn({ ...failed, status: 'failed' });
}

/** Finds the refund by the reference it was requested with. */
export function refundResultInLedger(
  payments: readonly LedgerPayment[],
  reference: string,
): RefundResult | typeof absent {
  const refund = payments
    .filter(isOurs)
    .flatMap(({ refunds }) => refunds)
    .find((each) => each.reference === reference);
  if (refund === undefined) return absent;
  const { status: kind, refundId: paymentRefundId, amount } = refund;
  return { kind, paymentRefundId, amount };
}
