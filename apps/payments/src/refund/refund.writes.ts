import { refundSettled, type RefundSettled } from '@holdfast/contracts';
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
import { RefundEntity } from './refund.entity.ts';
import { failureOf, type Refund, settlementMoves } from './refund.ts';

/**
 * Stores a new pending refund together with the claim of its key, and reserves its amount: a constraint keeps
 * the sum of all refunds within the payment, and refuses what disputes leave no room for. One statement may
 * carry several refunds of one payment.
 */
export function reserveRefund(refund: Refund, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  return [
    insertRow(
      RefundEntity,
      { ...columnsOf(refund), keyHash, keyFingerprint: fingerprint },
      { name: 'refund_row', after: 'claim' },
    ),
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
  const failure = failureOf(refund);
  const event: RefundSettled = {
    ...{ version: 1, orderId, paymentId, refundId, reference, status, amount },
    ...(failure === undefined ? {} : { failure }),
  };
  return [
    updateRow(
      RefundEntity,
      { refundId },
      {
        name: 'refund_settled',
        after,
        move: move(settlementMoves, status),
        set: {
          failureCode: refund.failureCode,
          settledAt: databaseTime,
          providerRefundId: sql(
            'coalesce(g.provider_refund_id, t.provider_refund_id)',
            refund.providerRefundId,
          ),
          failedAfterSuccess: sql("t.status = 'succeeded'"),
        },
        first: "status = 'failed' desc",
        returning: `t.key_hash, t.payment_id,
          case when t.status = 'failed' then -t.amount_minor else 0 end as reserved_minor,
          case when t.status = 'succeeded' then t.amount_minor when t.failed_after_success then -t.amount_minor else 0 end
            as refunded_minor`,
      },
    ),
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
  return updateRow(
    RefundEntity,
    { refundId },
    { name: 'accepted', after, set: { providerRefundId }, if: { providerRefundId: null } },
  );
}

/**
 * Stores a refund that was made at Stripe directly, once by its Stripe ID, and reserves its amount. It is
 * pending until `settleRefund` in the same transaction; a failed one reserves nothing.
 */
export function recordRefund(refund: Refund, { keyHash, fingerprint }: IdempotentRequest): Write[] {
  const { origin, failureCode, providerRefundId } = refund;
  const hasFailed = refund.status === 'failed';
  return [
    insertRow(
      RefundEntity,
      {
        ...columnsOf(refund),
        status: hasFailed ? 'failed' : 'pending',
        keyHash,
        keyFingerprint: fingerprint,
        origin,
        failureCode,
        providerRefundId,
        settledAt: sql("case when g.status = 'failed' then clock_timestamp() end"),
      },
      { name: 'recorded', after: 'start', ifAbsent: true },
    ),
    ...(hasFailed ? [] : [reserveWrite(refund, 'recorded')]),
  ];
}

const columnsOf = ({ refundId, paymentId, orderId, reference, status, amount, createdAt }: Refund) => ({
  refundId,
  paymentId,
  orderId,
  reference,
  status,
  amountMinor: amount.amountMinor,
  currency: amount.currency,
  createdAt,
});

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
