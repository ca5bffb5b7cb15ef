import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry in an order's history, written in the same transaction as the change it describes. */
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
