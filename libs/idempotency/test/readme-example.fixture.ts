import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';

export const orderSchema = z.object({
  orderId: z.string().min(1),
  item: z.string().min(1),
  amountMinor: z.int().positive(),
});
export type Order = z.infer<typeof orderSchema>;

@Entity('orders')
export class OrderEntity {
  @PrimaryColumn({ name: 'order_id', type: 'text' })
  orderId!: string;

  @Column({ name: 'operation_id', type: 'uuid' })
  operationId!: string;

  @Column({ type: 'text' })
  item!: string;

  @Column({ type: 'text' })
  status!: 'placed' | 'paid' | 'refused';

  @Column({ type: 'text', nullable: true })
  receipt!: string | null;
}

export const createOrders =
  'create table orders (order_id text primary key, operation_id uuid, item text, status text, receipt text)';

/** The keys of the charges. */
export const charged: string[] = [];

export const charge = (amountMinor: number, key: string): Promise<string> => {
  charged.push(key);
  return Promise.resolve(`receipt for ${amountMinor}`);
};
