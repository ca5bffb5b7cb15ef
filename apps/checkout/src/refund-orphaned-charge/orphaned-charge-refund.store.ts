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
  readonly key_hash: string;
  readonly key_fingerprint: Buffer;
  readonly is_returned_otherwise: boolean;
  readonly failed_before: readonly string[];
}

const rows = `
  select r.*, r.status = 'failed' and r.settled_at = 'infinity' as is_returned_otherwise,
         array(select e.payment_refund_id from orphaned_charge_refund e
               where e.payment_id = r.payment_id and e.created_at < r.created_at and e.payment_refund_id is not null) as failed_before
  from orphaned_charge_refund r`;

const isNewest = `
  not exists (select from orphaned_charge_refund n where n.payment_id = r.payment_id and n.created_at > r.created_at)`;

const ofPayments = `${rows} where r.payment_id = any($1) and ${isNewest}`;

const open = `${reconciliationComment}
  select distinct r.order_id from orphaned_charge_refund r
  where r.status <> 'succeeded' and r.settled_at is distinct from 'infinity' and ${isNewest} order by r.order_id`;

export interface KnownRefund {
  readonly refund: OrphanedChargeRefund;
  readonly operationId: string;
  readonly keyHash: string;
  readonly fingerprint: Buffer;
}

@Injectable()
export class OrphanedChargeRefundStore {
  constructor(private readonly keys: IdempotencyKeys) {}

  /** The newest one. */
  async find(paymentId: string): Promise<KnownRefund | undefined> {
    return (await this.read(ofPayments, [[paymentId]]))[0];
  }

  /** The newest one of each payment, for reconciliation. */
  findAll(paymentIds: readonly string[]): Promise<KnownRefund[]> {
    return this.read(`${reconciliationComment} ${ofPayments}`, [paymentIds]);
  }

  /** The orders of refunds that are pending or failed, however old they are: nothing else reports them. */
  async ordersWithOpen(): Promise<string[]> {
    const { rows } = await this.keys.pool.query<Pick<Row, 'order_id'>>(open);
    return rows.map(({ order_id: orderId }) => orderId);
  }

  /** Undefined while the refund is pending. */
  async resultOf(paymentId: string): Promise<RefundResult | undefined> {
    const known = await this.find(paymentId);
    return known && resultOf(known.refund);
  }

  /** Works for any age: the key is kept with the refund. */
  async findByKey(keyHash: string): Promise<KnownRefund | undefined> {
    return (await this.read(`${rows} where r.key_hash = $1`, [keyHash]))[0];
  }

  private async read(text: string, values: unknown[]): Promise<KnownRefund[]> {
    const { rows } = await this.keys.pool.query<Row>(text, values);
    return rows.map((row) => ({
      refund: {
        paymentId: row.payment_id,
        orderId: row.order_id,
        status: row.status,
        paymentRefundId: row.payment_refund_id,
        failedBefore: row.failed_before,
        isReturnedOtherwise: row.is_returned_otherwise,
      },
      operationId: row.operation_id,
      keyHash: row.key_hash,
      fingerprint: row.key_fingerprint,
    }));
  }
}
