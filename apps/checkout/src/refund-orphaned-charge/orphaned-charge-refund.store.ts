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
  readonly returned_by: 'provider' | 'operator' | null;
}

const rows = `
  select *, case when status <> 'failed' then null when settled_at = '-infinity' then 'provider'
                 when settled_at = 'infinity' then 'operator' end as returned_by
  from orphaned_charge_refund`;

const ofPayments = `${rows} where payment_id = any($1)`;

/** With those that the provider returned: the payer's bank may send that money back. */
const open = `${reconciliationComment}
  select distinct order_id from orphaned_charge_refund
  where status <> 'succeeded' and settled_at is distinct from 'infinity' order by order_id`;

interface KnownRefund {
  readonly refund: OrphanedChargeRefund;
  readonly operationId: string;
  readonly fingerprint: Buffer;
}

@Injectable()
export class OrphanedChargeRefundStore {
  constructor(private readonly keys: IdempotencyKeys) {}

  async find(paymentId: string): Promise<KnownRefund | undefined> {
    return (await this.read(ofPayments, [[paymentId]]))[0];
  }

  /** For reconciliation. */
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
    return (await this.read(`${rows} where key_hash = $1`, [keyHash]))[0];
  }

  private async read(text: string, values: unknown[]): Promise<KnownRefund[]> {
    const { rows } = await this.keys.pool.query<Row>(text, values);
    return rows.map((row) => ({
      refund: {
        paymentId: row.payment_id,
        orderId: row.order_id,
        status: row.status,
        paymentRefundId: row.payment_refund_id,
        returnedBy: row.returned_by ?? undefined,
      },
      operationId: row.operation_id,
      fingerprint: row.key_fingerprint,
    }));
  }
}
