import { type PlaceOrder } from '@holdfast/contracts';
import { type Pool } from 'pg';
import { type PaymentProvider } from '../provider/payment-provider.client.ts';
import { newOrder, type Order, paid } from './order.ts';
import { findOrder, insertOrder, markPaid } from './order.statements.ts';

/** The two operations without any idempotency. */
export class OrderDesk {
  constructor(
    private readonly pool: Pool,
    private readonly provider: PaymentProvider,
  ) {}

  async place(command: PlaceOrder): Promise<Order> {
    const order = newOrder(command);
    await insertOrder(this.pool, order);
    return order;
  }

  async checkOut(command: PlaceOrder): Promise<Order> {
    const order = await this.place(command);
    const paymentId = await this.provider.charge(order.orderId, order.totalMinor);
    await markPaid(this.pool, order.orderId, paymentId);
    return paid(order, paymentId);
  }

  find(orderId: string): Promise<Order | undefined> {
    return findOrder(this.pool, orderId);
  }
}
