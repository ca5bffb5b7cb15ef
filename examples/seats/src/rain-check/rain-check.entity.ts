import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('rain_checks')
export class RainCheckEntity {
  @PrimaryColumn({ name: 'rain_check_id', type: 'uuid' })
  rainCheckId!: string;

  @Column({ name: 'operation_id', type: 'uuid', select: false })
  operationId!: string;

  @Column({ type: 'text' })
  customer!: string;

  @Column({ type: 'text' })
  details!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
