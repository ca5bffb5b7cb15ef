import { type EmailView } from '@holdfast/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('email')
export class EmailEntity {
  @PrimaryColumn('text', { name: 'email_id' })
  emailId!: string;

  @Column('text', { name: 'order_id' })
  orderId!: string;

  /** The kind, followed by a colon and the refund if an order may have several of the kind. */
  @Column('text', { name: 'kind' })
  identity!: string;

  @Column('text')
  recipient!: string;

  @Column('text')
  status!: EmailView['status'];

  @Column('text', { name: 'message_id' })
  messageId!: string;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;
}
