import { paymentSettled } from '@holdfast/contracts';
import { type IdempotentRequest, wakeKey, type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Payment } from './payment.ts';

/** Stores a new pending payment together with the claim of its key, and keeps the key permanently. */
export function insertPayment(payment: Payment, { keyHash, fingerprint }: IdempotentRequest): Write {
  return {
    name: 'payment_row',
    after: 'claim',
    given: {
      payment_id: ['text', payment.paymentId],
      order_id: ['text', payment.orderId],
      caller: ['text', payment.caller],
      key_hash: ['uuid', keyHash],
      key_fingerprint: ['bytea', fingerprint],
      status: ['text', payment.status],
      amount_minor: ['integer', payment.amount.amountMinor],
      currency: ['text', payment.amount.currency],
      created_at: ['timestamptz', payment.createdAt],
    },
    text: `insert into payment (payment_id, order_id, caller, operation_id, key_hash, key_fingerprint, status, amount_minor, currency,
                                created_at)
           select payment_id, order_id, caller, operation_id, key_hash, key_fingerprint, status, amount_minor, currency, created_at
           from given returning operation_id`,
  };
}

/**
 * Settles a pending payment and notifies checkout, once: a second source (our own response, a webhook, a
 * duplicate) finds it settled and writes nothing. At Stripe, a failed intent may still be charged, but a
 * charged one never fails; so a failed payment may succeed, and the result does not depend on the order of
 * events. One statement may carry several events of one payment. `after` names the write it depends on.
 */
export function settlePayment(payment: Payment, after: string): Write[] {
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
      after,
      given: {
        payment_id: ['text', payment.paymentId],
        status: ['text', payment.status],
        provider_payment_id: ['text', payment.providerPaymentId],
        decline_code: ['text', payment.declineCode],
        provider_code: ['text', payment.provider?.code ?? null],
        advice_code: ['text', payment.provider?.adviceCode ?? null],
        provider_request_id: ['text', payment.provider?.requestId ?? null],
      },
      text: `update payment p set status = g.status, decline_code = g.decline_code, provider_code = g.provider_code,
                                  advice_code = g.advice_code, provider_request_id = g.provider_request_id,
                                  settled_at = clock_timestamp(), expected_by = null,
                                  action_url = null, action_expires_at = null,
                                  provider_payment_id = coalesce(g.provider_payment_id, p.provider_payment_id)
             from (select distinct on (payment_id) * from given order by payment_id, status = 'succeeded' desc) g
             where p.payment_id = g.payment_id
               and (p.status = 'pending' or (p.status = 'failed' and g.status = 'succeeded'))
             returning g.operation_id, p.key_hash`,
    },
    outboxWrite('checkout_notified', paymentSettled, paymentSettled.schema.parse(event), 'settled', {
      aggregate: payment.orderId,
    }),
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
  return {
    name: 'on_its_way',
    after,
    given: {
      payment_id: ['text', paymentId],
      provider_payment_id: ['text', providerPaymentId],
      expected_by: ['timestamptz', expectedBy],
    },
    text: `update payment p set provider_payment_id = g.provider_payment_id, expected_by = g.expected_by,
                                  action_url = null, action_expires_at = null
           from (select distinct on (payment_id) * from given) g
           where p.payment_id = g.payment_id and p.status = 'pending' and p.expected_by is null
           returning g.operation_id`,
  };
}

/** Records the confirmation that the customer's bank wants, in the commit that begins to wait for it. */
export function markActionRequired(
  { paymentId, providerPaymentId, confirmation }: Payment,
  after: string,
): Write {
  return {
    name: 'action_required',
    after,
    given: {
      payment_id: ['text', paymentId],
      provider_payment_id: ['text', providerPaymentId],
      action_url: ['text', confirmation?.url ?? null],
      action_expires_at: ['timestamptz', confirmation?.expiresAt ?? null],
    },
    text: `update payment p set provider_payment_id = g.provider_payment_id, action_url = g.action_url,
                                  action_expires_at = g.action_expires_at
           from (select distinct on (payment_id) * from given) g
           where p.payment_id = g.payment_id and p.status = 'pending'
           returning g.operation_id`,
  };
}

/**
 * Restores a payment that Stripe charged but that has no row, as after a restore from a backup, and notifies
 * checkout. Takes effect once, by the IDs in the metadata of the charge.
 */
export function adoptPayment(payment: Payment): Write[] {
  const { orderId, paymentId, caller, amount, providerPaymentId, createdAt } = payment;
  const event = { version: 1, orderId, paymentId, status: 'succeeded', declineCode: null };
  return [
    {
      name: 'adopted',
      after: 'start',
      given: {
        payment_id: ['text', paymentId],
        order_id: ['text', orderId],
        caller: ['text', caller],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        provider_payment_id: ['text', providerPaymentId],
        created_at: ['timestamptz', createdAt],
      },
      text: `insert into payment (payment_id, order_id, caller, operation_id, status, amount_minor, currency, provider_payment_id,
                                  created_at, settled_at)
             select payment_id, order_id, caller, operation_id, 'succeeded', amount_minor, currency, provider_payment_id, created_at,
                    clock_timestamp()
             from given on conflict do nothing returning operation_id`,
    },
    outboxWrite('checkout_notified', paymentSettled, paymentSettled.schema.parse(event), 'adopted', {
      aggregate: payment.orderId,
    }),
  ];
}
