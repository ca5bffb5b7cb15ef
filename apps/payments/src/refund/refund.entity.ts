import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Refund, type RefundOrigin, type RefundStatus } from './refund.ts';

@Entity('refund')
export class RefundEntity {
  @PrimaryColumn({ name: 'refund_id', type: 'text' })
  refundId!: string;

  @Column({ name: 'payment_id', type: 'text' })
  paymentId!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'text' })
  status!: RefundStatus;

  @Column({ type: 'text', default: 'payments' })
  origin!: RefundOrigin;

  @Column({ name: 'amount_minor', type: 'integer' })
  amountMinor!: number;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ name: 'provider_refund_id', type: 'text', nullable: true })
  providerRefundId!: string | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode!: string | null;

  @Column({ name: 'key_hash', type: 'uuid' })
  keyHash!: string;

  @Column({ name: 'key_fingerprint', type: 'bytea' })
  keyFingerprint!: Buffer;

  @Column({ name: 'failed_after_success', type: 'boolean', default: false, select: false })
  failedAfterSuccess!: boolean;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true, select: false })
  settledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  toRefund(): Refund {
    const { refundId, paymentId, orderId, reference, status, origin, providerRefundId, failureCode } = this;
    return {
      refundId,
      paymentId,
      orderId,
      reference,
      status,
      origin,
      amount: { amountMinor: this.amountMinor, currency: this.currency },
      providerRefundId,
      failureCode,
      createdAt: this.createdAt.toISOString(),
    };
  }
}
