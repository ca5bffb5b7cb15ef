import { type RefundSettled } from '@holdfast/contracts';
import { IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { RefundEntity } from './refund.entity.ts';
import { type Refund, type RefundResult, type RefundStatus, resultOf } from './refund.ts';

/** The part of a refund that decides if an event changes it. */
export interface RefundStanding {
  readonly refundId: string;
  readonly status: RefundStatus;
  /** A process works on its request and has not responded yet. */
  readonly isInProgress: boolean;
}

@Injectable()
export class RefundStore {
  constructor(
    @InjectRepository(RefundEntity) private readonly refunds: Repository<RefundEntity>,
    private readonly keys: IdempotencyKeys,
  ) {}

  /**
   * By payments' ID, or by its own ID, if payments knows that. Undefined for a refund of another payment than
   * the order's own, as another API caller may have named it. Also undefined if payments reports a refund
   * that was recorded as never made: it gets a row of its own, which later events about it find.
   */
  async standingOf({
    orderId,
    paymentId,
    reference,
    refundId: paymentRefundId,
  }: Pick<RefundSettled, 'orderId' | 'paymentId' | 'reference' | 'refundId'>): Promise<
    RefundStanding | undefined
  > {
    const { rows } = await this.keys.pool.query<RefundStanding>(
      `select refund_id as "refundId", refund.status, k.state is not distinct from 'running' as "isInProgress"
       from refund left join idempotency_key k using (key_hash)
       join orders o using (order_id)
       where order_id = $3 and o.payment_id = $4 and (refund_id in ($1, $2) or payment_refund_id = $2)
         and not (refund.status = 'failed' and payment_refund_id is null)
       order by payment_refund_id is not distinct from $2 desc, refund_id is not distinct from $1 desc`,
      [reference, paymentRefundId, orderId, paymentId],
    );
    return rows[0];
  }

  /** The refund and the operation that requested it. @throws EntityNotFoundError */
  async get(refundId: string): Promise<{ readonly refund: Refund; readonly operationId: string }> {
    const row = await this.refunds.findOneByOrFail({ refundId });
    return { refund: row.toRefund(), operationId: row.operationId };
  }

  /** Undefined while the refund is pending. */
  async resultOf(refundId: string): Promise<RefundResult | undefined> {
    const row = await this.refunds.findOneBy({ refundId });
    return row === null ? undefined : resultOf(row.toRefund());
  }

  /** Works for any age: the key is kept with the refund. */
  async findByKey(keyHash: string): Promise<{ refund: Refund; fingerprint: Buffer } | undefined> {
    const row = await this.refunds.findOneBy({ keyHash });
    return row === null ? undefined : { refund: row.toRefund(), fingerprint: row.keyFingerprint };
  }
}
