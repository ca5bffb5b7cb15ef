import { type PaymentStatus } from '@holdfast/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Confirmation, type Payment } from './payment.ts';
import { type ProviderWord } from './provider-word.ts';

@Entity('payment')
export class PaymentEntity {
  @PrimaryColumn({ name: 'payment_id', type: 'text' })
  paymentId!: string;

  @Column({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ type: 'text', default: 'checkout' })
  caller!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ type: 'text' })
  status!: PaymentStatus;

  @Column({ name: 'amount_minor', type: 'integer' })
  amountMinor!: number;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ name: 'provider_payment_id', type: 'text', nullable: true })
  providerPaymentId!: string | null;

  @Column({ name: 'decline_code', type: 'text', nullable: true })
  declineCode!: string | null;

  @Column({ name: 'provider_code', type: 'text', nullable: true })
  providerCode!: string | null;

  @Column({ name: 'advice_code', type: 'text', nullable: true })
  adviceCode!: string | null;

  @Column({ name: 'provider_request_id', type: 'text', nullable: true })
  providerRequestId!: string | null;

  @Column({ name: 'expected_by', type: 'timestamptz', nullable: true })
  expectedBy!: Date | null;

  @Column({ name: 'action_url', type: 'text', nullable: true })
  actionUrl!: string | null;

  @Column({ name: 'action_expires_at', type: 'timestamptz', nullable: true })
  actionExpiresAt!: Date | null;

  /** Refunds made and in progress. */
  @Column({ name: 'refund_reserved_minor', type: 'integer', default: 0 })
  refundReservedMinor!: number;

  /** The amount that the bank holds until it decides a dispute. */
  @Column({ name: 'disputes_open_minor', type: 'integer', default: 0 })
  disputesOpenMinor!: number;

  /** The amount that the bank has taken back for good in lost disputes. */
  @Column({ name: 'disputes_lost_minor', type: 'integer', default: 0 })
  disputesLostMinor!: number;

  @Column({ name: 'key_hash', type: 'uuid', nullable: true })
  keyHash!: string | null;

  @Column({ name: 'key_fingerprint', type: 'bytea', nullable: true })
  keyFingerprint!: Buffer | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true, select: false })
  settledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  toPayment(): Payment {
    const { paymentId, orderId, caller, status, providerPaymentId, declineCode } = this;
    return {
      paymentId,
      orderId,
      caller,
      status,
      amount: { amountMinor: this.amountMinor, currency: this.currency },
      providerPaymentId,
      declineCode,
      provider: wordIn(this),
      expectedBy: this.expectedBy?.toISOString() ?? null,
      confirmation: confirmationIn(this.actionUrl, this.actionExpiresAt),
      createdAt: this.createdAt.toISOString(),
    };
  }
}

export function confirmationIn(url: string | null, expiresAt: Date | null): Confirmation | null {
  return url === null || expiresAt === null ? null : { url, expiresAt: expiresAt.toISOString() };
}

function wordIn({ providerCode, adviceCode, providerRequestId }: PaymentEntity): ProviderWord | null {
  return providerCode === null ? null : { code: providerCode, adviceCode, requestId: providerRequestId };
}
