import { refundSettled, type RefundSettled } from '@holdfast/contracts';
import { type IdempotentRequest, wakeKey, type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type Refund } from './refund.ts';

/**
 * Stores a new pending refund together with the claim of its key, and reserves its amount: a constraint keeps
 * the sum of all refunds within the payment, and refuses what disputes leave no room for. One statement may
 * carry several refunds of one payment.
 */
export function reserveRefund(refund: Refund, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  const { paymentId, amount } = refund;
  return [
    {
      name: 'refund_row',
      after: 'claim',
      given: {
        refund_id: ['text', refund.refundId],
        payment_id: ['text', paymentId],
        order_id: ['text', refund.orderId],
        reference: ['text', refund.reference],
        key_hash: ['uuid', keyHash],
        key_fingerprint: ['bytea', fingerprint],
        status: ['text', refund.status],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        created_at: ['timestamptz', refund.createdAt],
      },
      text: `insert into refund (refund_id, payment_id, order_id, operation_id, reference, key_hash, key_fingerprint, status, amount_minor,
                                 currency, created_at)
             select refund_id, payment_id, order_id, operation_id, reference, key_hash, key_fingerprint, status, amount_minor, currency,
                    created_at
             from given returning operation_id`,
    },
    { ...reserveWrite(refund, 'refund_row'), text: reserveUndisputed },
  ];
}

/**
 * Settles a refund and notifies checkout, once: a second source (our own response, a webhook, a duplicate)
 * finds it settled and writes nothing. A refund that succeeded may still fail, if the bank returns the money;
 * one that failed never succeeds. So the result does not depend on the order of events. `after` names the
 * write it depends on.
 */
export function settleRefund(refund: Refund, after: string): Write[] {
  const { refundId, orderId, paymentId, reference, status, amount } = refund;
  if (status === 'pending') return [recordAccepted(refund, after)];
  const event: RefundSettled = { version: 1, orderId, paymentId, refundId, reference, status, amount };
  return [
    {
      name: 'refund_settled',
      after,
      given: {
        refund_id: ['text', refundId],
        status: ['text', status],
        provider_refund_id: ['text', refund.providerRefundId],
        failure_code: ['text', refund.failureCode],
      },
      text: `update refund r set status = g.status, failure_code = g.failure_code, settled_at = clock_timestamp(),
                                 provider_refund_id = coalesce(g.provider_refund_id, r.provider_refund_id),
                                 failed_after_success = r.status = 'succeeded'
             from (select distinct on (refund_id) * from given order by refund_id, status = 'failed' desc) g
             where r.refund_id = g.refund_id
               and (r.status = 'pending' or (r.status = 'succeeded' and g.status = 'failed'))
             returning g.operation_id, r.key_hash, r.payment_id,
               case when r.status = 'failed' then -r.amount_minor else 0 end as reserved_minor,
               case when r.status = 'succeeded' then r.amount_minor when r.failed_after_success then -r.amount_minor
                    else 0 end as refunded_minor`,
    },
    {
      name: 'payment_refunded',
      after: 'refund_settled',
      given: {},
      text: `update payment p
             set refund_reserved_minor = p.refund_reserved_minor + g.reserved_minor,
                 refunded_minor = p.refunded_minor + g.refunded_minor,
                 status = case when p.refunded_minor + g.refunded_minor = p.amount_minor then 'refunded' else 'succeeded' end
             from (select payment_id, sum(reserved_minor)::integer as reserved_minor, sum(refunded_minor)::integer as refunded_minor
                   from refund_settled join given using (operation_id) group by payment_id) g
             where p.payment_id = g.payment_id returning p.payment_id`,
    },
    outboxWrite('refund_notified', refundSettled, event, 'refund_settled', { aggregate: orderId }),
  ];
}

/**
 * Settles a refund from another source than its own response, and wakes its operation for an immediate
 * recheck.
 */
export function settleRefundAndWake(refund: Refund, after: string): Write[] {
  return [
    ...settleRefund(refund, after),
    ...(refund.status === 'pending' ? [] : [wakeKey('refund_settled')]),
  ];
}

/** The provider has accepted the refund; its outcome is still open. */
function recordAccepted({ refundId, providerRefundId }: Refund, after: string): Write {
  return {
    name: 'accepted',
    after,
    given: { refund_id: ['text', refundId], provider_refund_id: ['text', providerRefundId] },
    text: `update refund r set provider_refund_id = g.provider_refund_id from given g
           where r.refund_id = g.refund_id and r.provider_refund_id is null returning r.refund_id`,
  };
}

/**
 * Stores a refund that was made at Stripe directly, once by its Stripe ID, and reserves its amount. It is
 * pending until `settleRefund` in the same transaction; a failed one reserves nothing.
 */
export function recordRefund(refund: Refund, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  const { refundId, paymentId, orderId, amount, origin, providerRefundId, failureCode, createdAt } = refund;
  const hasFailed = refund.status === 'failed';
  return [
    {
      name: 'recorded',
      after: 'start',
      given: {
        refund_id: ['text', refundId],
        payment_id: ['text', paymentId],
        order_id: ['text', orderId],
        key_hash: ['uuid', keyHash],
        key_fingerprint: ['bytea', fingerprint],
        origin: ['text', origin],
        status: ['text', hasFailed ? 'failed' : 'pending'],
        failure_code: ['text', failureCode],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        provider_refund_id: ['text', providerRefundId],
        created_at: ['timestamptz', createdAt],
      },
      text: `insert into refund (refund_id, payment_id, order_id, operation_id, key_hash, key_fingerprint, origin, status, failure_code,
                                 amount_minor, currency, provider_refund_id, created_at, settled_at)
             select refund_id, payment_id, order_id, operation_id, key_hash, key_fingerprint, origin, status, failure_code, amount_minor,
                    currency, provider_refund_id, created_at, case when status = 'failed' then clock_timestamp() end
             from given on conflict do nothing returning operation_id`,
    },
    ...(hasFailed ? [] : [reserveWrite(refund, 'recorded')]),
  ];
}

function reserveWrite({ paymentId, amount }: Refund, after: string): Write {
  return {
    name: 'reserved',
    after,
    given: { payment_id: ['text', paymentId], amount_minor: ['integer', amount.amountMinor] },
    text: reserve('p.refund_reserved_minor + g.amount_minor'),
  };
}

const reserve = (sum: string): string => `
  update payment p set refund_reserved_minor = ${sum}
  from (select payment_id, sum(amount_minor)::integer as amount_minor from given group by payment_id) g
  where p.payment_id = g.payment_id returning p.payment_id`;

/** -1 violates payment_refund_not_disputed. Stripe's own refunds are not refused: they have happened. */
const reserveUndisputed = reserve(`
  case when p.disputes_open_minor > 0 or (p.disputes_lost_minor > 0
         and p.refund_reserved_minor + g.amount_minor + p.disputes_lost_minor > p.amount_minor) then -1
       else p.refund_reserved_minor + g.amount_minor end`);
