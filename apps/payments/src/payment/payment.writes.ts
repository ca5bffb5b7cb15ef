import { paymentSettled } from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Payment } from './payment.ts';

/** Stores a new pending payment together with the claim of its key. */
export function insertPayment(payment: Payment): Write {
  return {
    name: 'payment_row',
    text: `insert into payment (payment_id, order_id, operation_id, status, amount_minor, currency, created_at)
           select $1, $2, claim.operation_id, $3, $4::integer, $5, $6::timestamptz from claim returning payment_id`,
    values: [
      payment.paymentId,
      payment.orderId,
      payment.status,
      payment.amount.amountMinor,
      payment.amount.currency,
      payment.createdAt,
    ],
  };
}

/**
 * Moves a pending payment to its end and tells checkout, once: whoever comes second (our own answer, a webhook, a twin)
 * finds it settled and writes nothing. `from` is the expression this hangs on.
 */
export function settlePayment(payment: Payment, from: string): Write[] {
  const event = {
    version: 1,
    orderId: payment.orderId,
    paymentId: payment.paymentId,
    status: payment.status === 'succeeded' ? 'succeeded' : 'failed',
    declineCode: payment.declineCode,
  };
  return [
    {
      name: 'settled',
      text: `update payment set status = $1, provider_payment_id = coalesce($2, provider_payment_id), decline_code = $3,
                                settled_at = clock_timestamp()
             from ${from} where payment_id = $4 and status = 'pending' returning payment_id`,
      values: [payment.status, payment.providerPaymentId, payment.declineCode, payment.paymentId],
    },
    outboxWrite('told_checkout', paymentSettled, paymentSettled.schema.parse(event), 'settled'),
  ];
}
