import { IdempotencyKeys } from '@holdfast/idempotency';
import { reconciliationComment } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { type RefundResult } from '../refund/refund.ts';
import { type OrphanedChargeRefund, resultOf } from './orphaned-charge-refund.ts';

interface Row {
  readonly payment_id: string;
  readonly order_id: string;
  readonly operation_id: string;
  readonly status: OrphanedChargeRefund['status'];
  readonly payment_refund_id: string | null;
  readonly key_fingerprint: Buffer;
}

const ofPayments = 'select * from orphaned_charge_refund where payment_id = any($1)';

/** Up to 100 that failed within 7 days: long enough for an operator to return the money. */
const failedLately = `${reconciliationComment}
  select distinct order_id from orphaned_charge_refund
  where status = 'failed' and settled_at > clock_timestamp() - interval '7 days' order by order_id limit 100`;

export interface Known {
  readonly refund: OrphanedChargeRefund;
  readonly operationId: string;
  readonly fingerprint: Buffer;
}

@Injectable()
export class OrphanedChargeRefundStore {
  constructor(private readonly keys: IdempotencyKeys) {}

  async find(paymentId: string): Promise<Known | undefined> {
    return (await this.read(ofPayments, [[paymentId]]))[0];
  }

  /** For reconciliation. */
  findAll(paymentIds: readonly string[]): Promise<Known[]> {
    return this.read(`${reconciliationComment} ${ofPayments}`, [paymentIds]);
  }

  /** The orders of refunds that failed, however old they are: nothing else reports them. */
  async ordersWithFailed(): Promise<string[]> {
    const { rows } = await this.keys.pool.query<Pick<Row, 'order_id'>>(failedLately);
    return rows.map(({ order_id: orderId }) => orderId);
  }

  /** Undefined while the refund is pending. */
  async resultOf(paymentId: string): Promise<RefundResult | undefined> {
    const known = await this.find(paymentId);
    return known && resultOf(known.refund);
  }

  /** Works for any age: the key is kept with the refund. */
  async findByKey(keyHash: string): Promise<Known | undefined> {
    return (await this.read('select * from orphaned_charge_refund where key_hash = $1', [keyHash]))[0];
  }

  private async read(text: string, values: unknown[]): Promise<Known[]> {
    const { rows } = await this.keys.pool.query<Row>(text, values);
    return rows.map((row) => ({
      refund: {
        paymentId: row.payment_id,
        orderId: row.order_id,
        status: row.status,
        paymentRefundId: row.payment_refund_id,
      },
      operationId: row.operation_id,
      fingerprint: row.key_fingerprint,
    }));
  }
}
