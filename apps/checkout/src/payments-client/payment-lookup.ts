import { type LedgerPayment } from '@holdfast/contracts';
import { absent, undecided } from '@holdfast/idempotency';
import { paymentResultIn, type PaymentResult } from '../order/order.ts';
import { type RefundResult } from '../refund/refund.ts';

/** If an order has several payments, the charged one wins: it must not be charged again. */
export function paymentResultInLedger(
  payments: readonly LedgerPayment[],
): PaymentResult | typeof absent | typeof undecided {
  const charged = payments.find(({ status }) => status === 'succeeded' || status === 'refunded');
  if (charged !== undefined) return { kind: 'paid', paymentId: charged.paymentId };
  if (payments.some(({ status }) => status === 'pending')) return undecided;
  const failed = payments.at(-1);
  return failed === undefined ? absent : paymentResultIn({ ...failed, status: 'failed' });
}

/** Finds the refund by the reference it was requested with. */
export function refundResultInLedger(
  payments: readonly LedgerPayment[],
  reference: string,
): RefundResult | typeof absent {
  const refund = payments.flatMap(({ refunds }) => refunds).find((each) => each.reference === reference);
  if (refund === undefined) return absent;
  const { status: kind, refundId: paymentRefundId, amount } = refund;
  return { kind, paymentRefundId, amount };
}
