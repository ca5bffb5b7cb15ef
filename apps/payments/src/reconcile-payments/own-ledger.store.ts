import { IdempotencyKeys } from '@holdfast/idempotency';
import { reconciliationComment } from '@holdfast/service-defaults';
import { type ReconciliationDatabase } from '@holdfast/service-defaults/reconciliation';
import { Settings } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { isAbandoned } from '../payment/abandoned-payment.ts';
import { confirmationIn } from '../payment/payment.entity.ts';
import { type Payment } from '../payment/payment.ts';
import { type PaymentsConfig } from '../payments.config.ts';
import { type Refund } from '../refund/refund.ts';
import { type Period } from '../stripe/stripe-ledger.client.ts';

/**
 * State of the operation behind a row, until it has a response. `abandoned`: parked, and its request is not
 * repeated any more.
 */
export type Unfinished = 'running' | 'parked' | 'abandoned' | 'unknown' | 'review' | undefined;

interface Booked {
  readonly operationId: string;
  /** Since the row last changed, by the database's clock. */
  readonly quietMs: number;
  readonly unfinished: Unfinished;
}

export interface BookedPayment extends Booked {
  readonly payment: Payment;
  /** Refunds made and disputes lost. */
  readonly returnedMinor: number;
  /** Since the time to confirm ended, ms, by the database's clock; negative before that. */
  readonly confirmationOverMs: number | undefined;
}

export interface BookedRefund extends Booked {
  readonly refund: Refund;
  readonly chargeId: string | null;
}

export interface UnappliedEvent {
  readonly eventId: string;
  readonly paymentId: string;
  readonly intentId: string;
  readonly why: string;
  readonly quietMs: number;
}

interface PaymentRow {
  readonly payment_id: string;
  readonly order_id: string;
  readonly caller: string;
  readonly operation_id: string;
  readonly status: Payment['status'];
  readonly amount_minor: number;
  readonly currency: string;
  readonly provider_payment_id: string | null;
  readonly decline_code: string | null;
  readonly expected_by: Date | null;
  readonly action_url: string | null;
  readonly action_expires_at: Date | null;
  readonly confirmation_over_ms: number | null;
  readonly created_at: Date;
  readonly refunded_minor: number;
  readonly disputes_lost_minor: number;
  readonly quiet_ms: number;
  readonly unfinished: Unfinished | null;
}

interface RefundRow {
  readonly refund_id: string;
  readonly payment_id: string;
  readonly order_id: string;
  readonly operation_id: string;
  readonly reference: string | null;
  readonly status: Refund['status'];
  readonly origin: Refund['origin'];
  readonly amount_minor: number;
  readonly currency: string;
  readonly provider_refund_id: string | null;
  readonly failure_code: string | null;
  readonly created_at: Date;
  readonly charge_id: string | null;
  readonly quiet_ms: number;
  readonly unfinished: Unfinished | null;
}

export const pageSize = 100;

const booked = (row: string, state = 'k.state'): string => `
  extract(epoch from clock_timestamp() - greatest(${row}.created_at, ${row}.settled_at))::float8 * 1000 as quiet_ms,
  (select ${state} from idempotency_key k where k.state <> 'done' and k.operation_id = ${row}.operation_id limit 1) as unfinished`;

const paymentRows = (settleLimitHours: number): string => `${reconciliationComment}
  select p.*, extract(epoch from clock_timestamp() - p.action_expires_at)::float8 * 1000 as confirmation_over_ms,
    ${booked('p', `case when ${isAbandoned(settleLimitHours)} then 'abandoned' else k.state end`)}
  from payment p`;
const refundRows = `${reconciliationComment} select r.*, p.provider_payment_id as charge_id, ${booked('r')} from refund r join payment p using (payment_id)`;

const unappliedEvents = `${reconciliationComment}
  select e.event_id as "eventId", e.payment_id as "paymentId", e.intent_id as "intentId", e.why,
         extract(epoch from clock_timestamp() - e.received_at)::float8 * 1000 as "quietMs"
  from stripe_event_not_applied e`;

@Injectable()
export class OwnLedger {
  private readonly paymentRows: string;
  private readonly abandoned: string;

  constructor(
    private readonly keys: IdempotencyKeys,
    @Settings() { SETTLE_LIMIT_HOURS: hours }: Pick<PaymentsConfig, 'SETTLE_LIMIT_HOURS'>,
  ) {
    this.paymentRows = paymentRows(hours);
    this.abandoned = `${this.paymentRows} join idempotency_key k using (operation_id)
      where p.created_at < $1 and p.status = 'pending' and ${isAbandoned(hours)}
      order by p.created_at limit ${pageSize}`;
  }

  async paymentsKnownBy(
    paymentIds: readonly string[],
    chargeIds: readonly string[],
  ): Promise<BookedPayment[]> {
    const text = `${this.paymentRows} where p.payment_id = any($1) or p.provider_payment_id = any($2)`;
    return (await this.keys.pool.query<PaymentRow>(text, [paymentIds, chargeIds])).rows.map(paymentIn);
  }

  async refundsKnownBy(
    refundIds: readonly string[],
    providerRefundIds: readonly string[],
  ): Promise<BookedRefund[]> {
    const text = `${refundRows} where r.refund_id = any($1) or r.provider_refund_id = any($2)`;
    return (await this.keys.pool.query<RefundRow>(text, [refundIds, providerRefundIds])).rows.map(refundIn);
  }

  async eventsNotApplied(paymentIds: readonly string[]): Promise<UnappliedEvent[]> {
    const text = `${unappliedEvents} where e.payment_id = any($1) order by e.received_at`;
    return (await this.keys.pool.query<UnappliedEvent>(text, [paymentIds])).rows;
  }

  /** Up to 100 of the period, about payments that are older than it: a dispute can come months later. */
  async eventsOfOlderPayments({ since, until }: Period): Promise<UnappliedEvent[]> {
    const text = `${unappliedEvents} join payment p using (payment_id)
      where e.received_at >= $1 and e.received_at < $2 and p.created_at < $1
      order by e.received_at limit ${pageSize}`;
    return (await this.keys.pool.query<UnappliedEvent>(text, [since, until])).rows;
  }

  get database(): ReconciliationDatabase {
    return this.keys.pool;
  }

  /** Up to 100 payments of the period, oldest first, after this one. */
  async payments({ since, until }: Period, after = ''): Promise<BookedPayment[]> {
    const text = `${this.paymentRows}
      where p.created_at >= $1 and p.created_at < $2
        and (p.created_at, p.payment_id) > (coalesce((select created_at from payment where payment_id = $3), '-infinity'), $3)
      order by p.created_at, p.payment_id limit ${pageSize}`;
    return (await this.keys.pool.query<PaymentRow>(text, [since, until, after])).rows.map(paymentIn);
  }

  /** Up to 100 that are older than the period. */
  async olderAbandonedPayments({ since }: Period): Promise<BookedPayment[]> {
    return (await this.keys.pool.query<PaymentRow>(this.abandoned, [since])).rows.map(paymentIn);
  }

  /** Up to 100 refunds of the period, and older pending ones, oldest first, after this one. */
  async refunds({ since, until }: Period, after = ''): Promise<BookedRefund[]> {
    const text = `${refundRows}
      where (r.created_at >= $1 or r.status = 'pending') and r.created_at < $2
        and (r.created_at, r.refund_id) > (coalesce((select created_at from refund where refund_id = $3), '-infinity'), $3)
      order by r.created_at, r.refund_id limit ${pageSize}`;
    return (await this.keys.pool.query<RefundRow>(text, [since, until, after])).rows.map(refundIn);
  }
}

export const isWholePage = ({ length }: readonly unknown[]): boolean => length === pageSize;

function paymentIn(row: PaymentRow): BookedPayment {
  const payment: Payment = {
    paymentId: row.payment_id,
    orderId: row.order_id,
    caller: row.caller,
    status: row.status,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    providerPaymentId: row.provider_payment_id,
    declineCode: row.decline_code,
    provider: null,
    expectedBy: row.expected_by?.toISOString() ?? null,
    confirmation: confirmationIn(row.action_url, row.action_expires_at),
    createdAt: row.created_at.toISOString(),
  };
  return {
    payment,
    returnedMinor: row.refunded_minor + row.disputes_lost_minor,
    confirmationOverMs: row.confirmation_over_ms ?? undefined,
    ...bookedIn(row),
  };
}

function refundIn(row: RefundRow): BookedRefund {
  const refund: Refund = {
    refundId: row.refund_id,
    paymentId: row.payment_id,
    orderId: row.order_id,
    reference: row.reference,
    status: row.status,
    origin: row.origin,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    providerRefundId: row.provider_refund_id,
    failureCode: row.failure_code,
    createdAt: row.created_at.toISOString(),
  };
  return { refund, chargeId: row.charge_id, ...bookedIn(row) };
}

function bookedIn(row: PaymentRow | RefundRow): Booked {
  return {
    operationId: row.operation_id,
    quietMs: row.quiet_ms,
    unfinished: row.unfinished ?? undefined,
  };
}
