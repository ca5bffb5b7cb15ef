import { paymentSettled, type PaymentSettled } from '@holdfast/contracts';
import {
  databaseTime,
  type IdempotentRequest,
  insertRow,
  move,
  sql,
  updateRow,
  wakeKey,
  type Write,
} from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { PaymentEntity } from './payment.entity.ts';
import { type Payment, settlementMoves } from './payment.ts';

/** Stores a new pending payment together with the claim of its key, and keeps the key permanently. */
export function insertPayment(payment: Payment, { keyHash, fingerprint }: IdempotentRequest): Write {
  return insertRow(
    PaymentEntity,
    { ...columnsOf(payment), keyHash, keyFingerprint: fingerprint },
    { name: 'payment_row', after: 'claim' },
  );
}

const columnsOf = ({ paymentId, orderId, caller, status, amount, createdAt }: Payment) => ({
  paymentId,
  orderId,
  caller,
  status,
  amountMinor: amount.amountMinor,
  currency: amount.currency,
  createdAt,
});

/**
 * Settles a pending payment, and notifies checkout if it is its own, once: a second source (our own response,
 * a webhook, a duplicate) finds it settled and writes nothing. At Stripe, a failed intent may still be
 * charged, but a charged one never fails; so a failed payment may succeed, and the result does not depend on
 * the order of events. One statement may carry several events of one payment. `after` names the write it
 * depends on.
 */
export function settlePayment(payment: Payment, after: string): Write[] {
  const { paymentId, orderId, caller, provider, declineCode } = payment;
  const status = payment.status === 'succeeded' ? 'succeeded' : 'failed';
  const event: PaymentSettled = { version: 1, orderId, paymentId, status, declineCode };
  return [
    updateRow(
      PaymentEntity,
      { paymentId },
      {
        name: 'settled',
        after,
        move: move(settlementMoves, status),
        set: {
          declineCode,
          providerCode: provider?.code ?? null,
          adviceCode: provider?.adviceCode ?? null,
          providerRequestId: provider?.requestId ?? null,
          settledAt: databaseTime,
          expectedBy: null,
          actionUrl: null,
          actionExpiresAt: null,
          providerPaymentId: sql(
            'coalesce(g.provider_payment_id, t.provider_payment_id)',
            payment.providerPaymentId,
          ),
        },
        first: "status = 'succeeded' desc",
        returning: 't.key_hash',
      },
    ),
    ...notifyCheckout(caller, event, 'settled'),
  ];
}

/**
 * Settles a payment from another source than its own response, and wakes its operation for an immediate
 * recheck.
 */
export function settlePaymentAndWake(payment: Payment, after: string): Write[] {
  return [...settlePayment(payment, after), wakeKey('settled')];
}

/**
 * Records that the customer's bank is transferring the money, and when it should arrive; the first date is
 * kept.
 */
export function markOnItsWay({ paymentId, providerPaymentId, expectedBy }: Payment, after: string): Write {
  return updateRow(
    PaymentEntity,
    { paymentId },
    {
      name: 'on_its_way',
      after,
      set: { providerPaymentId, expectedBy, actionUrl: null, actionExpiresAt: null },
      if: { status: 'pending', expectedBy: null },
      first: 'expected_by',
    },
  );
}

/** Records the confirmation that the customer's bank wants, in the commit that begins to wait for it. */
export function markActionRequired(
  { paymentId, providerPaymentId, confirmation }: Payment,
  after: string,
): Write {
  return updateRow(
    PaymentEntity,
    { paymentId },
    {
      name: 'action_required',
      after,
      set: {
        providerPaymentId,
        actionUrl: confirmation?.url ?? null,
        actionExpiresAt: confirmation?.expiresAt ?? null,
      },
      if: { status: 'pending' },
      first: 'action_expires_at',
    },
  );
}

/**
 * Restores a payment that Stripe charged but that has no row, as after a restore from a backup, and notifies
 * checkout. Takes effect once, by the IDs in the metadata of the charge.
 */
export function adoptPayment(payment: Payment): Write[] {
  const { orderId, paymentId, caller, providerPaymentId } = payment;
  const event: PaymentSettled = { version: 1, orderId, paymentId, status: 'succeeded', declineCode: null };
  return [
    insertRow(
      PaymentEntity,
      { ...columnsOf({ ...payment, status: 'succeeded' }), providerPaymentId, settledAt: databaseTime },
      { name: 'adopted', after: 'start', ifAbsent: true },
    ),
    ...notifyCheckout(caller, event, 'adopted'),
  ];
}

/** Only of its own payments: another caller may name an order of checkout, and would settle it. */
function notifyCheckout(caller: string, event: PaymentSettled, after: string): Write[] {
  if (caller !== paymentSettled.queue) return [];
  return [outboxWrite('checkout_notified', paymentSettled, event, after, { aggregate: event.orderId })];
}
