import { type NextAction, type OrderLine, type OrderStatus } from '@holdfast/contracts';
import { Column, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import { type Dispute } from '../dispute/dispute.ts';
import { type Order } from './order.ts';

/** With every optional member, so that the compiler notices one that is never read from its column. */
type WholeOrder = { readonly [Member in keyof Required<Order>]: Order[Member] };

type DisputeRow = Omit<Dispute, 'amount'> & Dispute['amount'];

@Entity('orders')
export class OrderEntity {
  @PrimaryColumn({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ type: 'text' })
  status!: OrderStatus;

  @Column({ name: 'customer_email', type: 'text' })
  customerEmail!: string;

  @Column({ name: 'customer_name', type: 'text', nullable: true })
  customerName!: string | null;

  @Column({ type: 'jsonb' })
  lines!: OrderLine[];

  @Column({ name: 'amount_minor', type: 'integer' })
  amountMinor!: number;

  @Column({ name: 'refunded_minor', type: 'integer', default: 0 })
  refundedMinor!: number;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ name: 'payment_id', type: 'text', nullable: true })
  paymentId!: string | null;

  @Column({ name: 'decline_code', type: 'text', nullable: true })
  declineCode!: string | null;

  @Column({ name: 'key_hash', type: 'uuid', nullable: true })
  keyHash!: string | null;

  @Column({ name: 'key_fingerprint', type: 'bytea', nullable: true })
  keyFingerprint!: Buffer | null;

  @Column({ type: 'text', nullable: true })
  notice!: string | null;

  @Column({ name: 'expected_by', type: 'timestamptz', nullable: true })
  expectedBy!: Date | null;

  @Column({ name: 'action_url', type: 'text', nullable: true })
  actionUrl!: string | null;

  /** Kept after the confirmation is over, so that it cannot be requested again. */
  @Column({ name: 'action_expires_at', type: 'timestamptz', nullable: true })
  actionExpiresAt!: Date | null;

  /** Set once the customer has read that the payment takes longer. */
  @Column({ name: 'pending_notified_at', type: 'timestamptz', nullable: true, select: false })
  pendingNotifiedAt!: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true, select: false })
  settledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** Oldest first. */
  @VirtualColumn({
    type: 'jsonb',
    query: (order) => `
      select coalesce(jsonb_agg(jsonb_build_object('disputeId', d.dispute_id, 'status', d.status, 'amountMinor', d.amount_minor,
                                                   'currency', d.currency, 'evidenceDueBy', d.evidence_due_by, 'revision', d.revision)
                                order by d.created_at, d.dispute_id), '[]')
      from order_dispute d where d.order_id = ${order}.order_id`,
  })
  disputes!: DisputeRow[];

  toOrder(): WholeOrder {
    const { orderId, status, lines, currency, paymentId, notice } = this;
    return {
      orderId,
      status,
      customer: {
        email: this.customerEmail,
        ...(this.customerName === null ? {} : { name: this.customerName }),
      },
      lines,
      total: { amountMinor: this.amountMinor, currency },
      refundedTotal: { amountMinor: Math.min(this.refundedMinor, this.amountMinor), currency },
      disputes: this.disputes.map(({ disputeId, status, revision, evidenceDueBy, ...amount }) => ({
        disputeId,
        status,
        revision,
        amount: { amountMinor: amount.amountMinor, currency: amount.currency },
        evidenceDueBy: evidenceDueBy && new Date(evidenceDueBy).toISOString(),
      })),
      paymentId,
      notice,
      expectedBy: this.expectedBy?.toISOString() ?? null,
      nextAction: this.nextAction(),
      createdAt: this.createdAt.toISOString(),
    };
  }

  private nextAction(): NextAction | null {
    const { actionUrl: url, actionExpiresAt: expiresAt } = this;
    return url === null || expiresAt === null
      ? null
      : { type: 'confirm_with_bank', url, expiresAt: expiresAt.toISOString() };
  }
}

/** The columns of a new order, as `toOrder` reads them. */
export const columnsOf = ({ orderId, status, customer, lines, total, createdAt }: Order) => ({
  orderId,
  status,
  customerEmail: customer.email,
  customerName: customer.name,
  lines,
  amountMinor: total.amountMinor,
  currency: total.currency,
  createdAt,
});
