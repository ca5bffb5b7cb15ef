import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Seat } from './seat.ts';

@Entity('seats')
export class SeatEntity {
  @PrimaryColumn({ name: 'seat_id', type: 'text' })
  seatId!: string;

  @Column({ name: 'operation_id', type: 'uuid', select: false })
  operationId!: string;

  @Column({ type: 'text' })
  customer!: string;

  @Column({ name: 'product_id', type: 'text' })
  productId!: string;

  @Column({ name: 'reserved_at', type: 'timestamptz' })
  reservedAt!: Date;

  @Column({ name: 'confirmed_at', type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  toSeat(): Seat {
    const { seatId, customer, productId, reservedAt, confirmedAt } = this;
    return {
      seatId,
      customer,
      productId,
      reservedAt: reservedAt.toISOString(),
      confirmedAt: confirmedAt?.toISOString() ?? null,
    };
  }
}
