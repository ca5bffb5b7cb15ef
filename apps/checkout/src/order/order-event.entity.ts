import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What happened to an order, in words for people; written with the change itself. */
@Entity('order_event')
export class OrderEventEntity {
  @PrimaryColumn({ name: 'event_id', type: 'bigint' })
  eventId!: string;

  @Column({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text' })
  text!: string;
}
