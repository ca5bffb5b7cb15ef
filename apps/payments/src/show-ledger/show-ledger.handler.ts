import { type LedgerPage, ledgerPageSize, type LedgerPayment, type LedgerQuery } from '@holdfast/contracts';
import { IdempotencyKeys } from '@holdfast/idempotency';
import { reconciliationComment } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { isFailedDebit } from '../dispute/dispute.ts';
import { failureOf } from '../refund/refund.ts';

type Dated = 'createdAt' | 'settledAt' | 'expectedBy' | 'actionExpiresAt';

/** Timestamps are text within lists, which come as JSON built by the database. */
interface Row extends Omit<LedgerPayment, Dated | 'isYours' | 'amount' | 'refunds' | 'disputes'> {
  readonly caller: string;
  readonly refunds: readonly (LedgerPayment['refunds'][number] & { readonly failureCode: string | null })[];
  readonly disputes: readonly (Omit<LedgerPayment['disputes'][number], 'isFailedDebit'> & {
    readonly reason: string;
  })[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  readonly expectedBy: Date | null;
  readonly actionExpiresAt: Date | null;
}

const rows = `${reconciliationComment}
  select p.payment_id as "paymentId", p.order_id as "orderId", p.caller, p.status, p.amount_minor as "amountMinor", p.currency,
         p.refunded_minor as "refundedMinor", p.decline_code as "declineCode",
         case when p.provider_code is not null then jsonb_build_object('code', p.provider_code, 'adviceCode', p.advice_code,
           'requestId', p.provider_request_id) end as provider, p.expected_by as "expectedBy",
         p.action_expires_at as "actionExpiresAt", p.created_at as "createdAt", p.settled_at as "settledAt",
         coalesce((
           select jsonb_agg(jsonb_build_object('refundId', r.refund_id, 'reference', r.reference, 'status', r.status,
                                               'amount', jsonb_build_object('amountMinor', r.amount_minor, 'currency', r.currency),
                                               'settledAt', r.settled_at, 'failureCode', r.failure_code) order by r.created_at)
           from refund r where r.payment_id = p.payment_id), '[]') as refunds,
         coalesce((
           select jsonb_agg(jsonb_build_object('disputeId', d.dispute_id, 'status', d.status,
                                               'amount', jsonb_build_object('amountMinor', d.amount_minor, 'currency', d.currency),
                                               'evidenceDueBy', d.evidence_due_by, 'revision', d.revision, 'changedAt', d.changed_at,
                                               'reason', d.reason, 'providerStatus', d.provider_status) order by d.opened_at, d.dispute_id)
           from dispute d where d.payment_id = p.payment_id), '[]') as disputes,
         coalesce((
           select jsonb_agg(jsonb_build_object('warningId', w.warning_id, 'fraudType', w.fraud_type, 'isActionable', w.actionable,
                                               'createdAt', w.created_at) order by w.created_at, w.warning_id)
           from early_fraud_warning w where w.payment_id = p.payment_id), '[]') as "fraudWarnings"
  from payment p`;

const page = (where: string): string => `
  (select payment_id, created_at from payment
   where ${where}
     and (created_at, payment_id) > (coalesce((select created_at from payment where payment_id = $3), '-infinity'), $3)
   order by created_at, payment_id limit ${ledgerPageSize})`;

/** Created or settled in the period: a payment can be restored long after it was created. */
const ofPeriod = `${rows}
  where p.payment_id in (
    select payment_id from (
      ${page('created_at >= $1 and created_at < $2')}
      union all
      ${page('settled_at >= $1 and settled_at < $2 and created_at < $1')}
    ) each order by created_at, payment_id limit ${ledgerPageSize})
  order by p.created_at, p.payment_id`;

const ofOrders = `${rows} where p.order_id = any($1) order by p.created_at, p.payment_id`;

@Injectable()
export class ShowLedgerHandler {
  constructor(private readonly keys: IdempotencyKeys) {}

  async list(query: LedgerQuery, asker: string): Promise<LedgerPage> {
    if ('orderIds' in query)
      return { payments: await this.read(ofOrders, [query.orderIds], asker), next: null };
    const payments = await this.read(ofPeriod, [query.since, query.until, query.after ?? ''], asker);
    const isWhole = payments.length === ledgerPageSize;
    return { payments, next: isWhole ? (payments.at(-1)?.paymentId ?? null) : null };
  }

  private async read(text: string, values: readonly unknown[], asker: string): Promise<LedgerPayment[]> {
    const { rows: found } = await this.keys.pool.query<Row>(text, [...values]);
    return found.map(({ amountMinor, currency, caller, ...row }) => ({
      ...row,
      isYours: caller === asker,
      amount: { amountMinor, currency },
      createdAt: row.createdAt.toISOString(),
      settledAt: row.settledAt?.toISOString() ?? null,
      expectedBy: row.expectedBy?.toISOString() ?? null,
      actionExpiresAt: row.actionExpiresAt?.toISOString() ?? null,
      refunds: row.refunds.map(({ failureCode, ...refund }) => ({
        ...refund,
        settledAt: instantOrNull(refund.settledAt),
        failure: failureOf({ status: refund.status, failureCode }),
      })),
      disputes: row.disputes.map((dispute) => ({
        ...dispute,
        isFailedDebit: isFailedDebit(dispute),
        evidenceDueBy: instantOrNull(dispute.evidenceDueBy),
        changedAt: instantOrNull(dispute.changedAt),
      })),
      fraudWarnings: row.fraudWarnings?.map((warning) => ({
        ...warning,
        createdAt: new Date(warning.createdAt).toISOString(),
      })),
    }));
  }
}

const instantOrNull = (text: string | null): string | null =>
  text === null ? null : new Date(text).toISOString();
