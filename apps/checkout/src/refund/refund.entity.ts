import { type OrderLine } from '@holdfast/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Refund, type RefundStatus } from './refund.ts';

@Entity('refund')
export class RefundEntity {
  @PrimaryColumn({ name: 'refund_id', type: 'text' })
  refundId!: string;

  @Column({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ type: 'text' })
  status!: RefundStatus;

  @Column({ name: 'requested_by', type: 'text', default: 'customer' })
  requestedBy!: Refund['requestedBy'];

  @Column({ name: 'amount_minor', type: 'integer' })
  amountMinor!: number;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'jsonb', nullable: true })
  lines!: OrderLine[] | null;

  @Column({ type: 'text', nullable: true })
  failure!: Refund['failure'];

  @Column({ name: 'payment_refund_id', type: 'text', nullable: true })
  paymentRefundId!: string | null;

  @Column({ name: 'key_hash', type: 'uuid' })
  keyHash!: string;

  @Column({ name: 'key_fingerprint', type: 'bytea' })
  keyFingerprint!: Buffer;

  /** Counts the refunds that were requested of an order; null for those made at the payment provider. */
  @Column({ type: 'integer', nullable: true, select: false })
  ordinal!: number | null;

  @Column({ name: 'failed_after_success', type: 'boolean', default: false, select: false })
  failedAfterSuccess!: boolean;

  /** Set once the customer has read that the refund takes longer. */
  @Column({ name: 'pending_notified_at', type: 'timestamptz', nullable: true, select: false })
  pendingNotifiedAt!: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true, select: false })
  settledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  toRefund(): Refund {
    const { refundId, orderId, status, requestedBy, lines, failure, paymentRefundId } = this;
    return {
      refundId,
      orderId,
      status,
      requestedBy,
      amount: { amountMinor: this.amountMinor, currency: this.currency },
      lines,
      failure,
      paymentRefundId,
      createdAt: this.createdAt.toISOString(),
    };
  }
}
