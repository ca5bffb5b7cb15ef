import { type ClientBase, type Pool } from 'pg';
import { type Order } from './order.ts';

/** A pool, or the connection of a transaction. */
export type Connection = Pool | ClientBase;

export async function insertOrder(connection: Connection, order: Order): Promise<void> {
  await connection.query({
    name: 'insert-order',
    text: `insert into orders (order_id, status, customer_email, customer_name, lines, amount_minor, currency, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      order.orderId,
      order.status,
      order.customer.email,
      order.customer.name ?? null,
      JSON.stringify(order.lines),
      order.total.amountMinor,
      order.total.currency,
      order.createdAt,
    ],
  });
}

export async function updateOrder(
  connection: Connection,
  { orderId, status, paymentId }: Pick<Order, 'orderId' | 'status' | 'paymentId'>,
): Promise<void> {
  await connection.query({
    name: 'update-order',
    text: 'update orders set status = $2, payment_id = $3 where order_id = $1',
    values: [orderId, status, paymentId],
  });
}
