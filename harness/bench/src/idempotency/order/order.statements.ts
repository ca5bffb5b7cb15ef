import { type ClientBase, type Pool } from 'pg';
import { type Order } from './order.ts';

type Connection = Pool | ClientBase;

export const createOrders = `
create table if not exists orders (
  order_id text primary key,
  status text not null,
  email text not null,
  lines jsonb not null,
  total_minor integer not null,
  payment_id text,
  created_at timestamptz not null
)`;

/** Statements with a name are prepared once per connection. */
export async function insertOrder(connection: Connection, order: Order): Promise<void> {
  await connection.query({
    name: 'insert-order',
    text: `insert into orders (order_id, status, email, lines, total_minor, created_at) values ($1, $2, $3, $4, $5, $6)`,
    values: [
      order.orderId,
      order.status,
      order.email,
      JSON.stringify(order.lines),
      order.totalMinor,
      order.createdAt,
    ],
  });
}

export async function markPaid(connection: Connection, orderId: string, paymentId: string): Promise<void> {
  await connection.query({
    name: 'mark-paid',
    text: `update orders set status = 'paid', payment_id = $2 where order_id = $1`,
    values: [orderId, paymentId],
  });
}

export async function findOrder(connection: Connection, orderId: string): Promise<Order | undefined> {
  const { rows } = await connection.query<Order>({
    name: 'find-order',
    text: `select order_id as "orderId", status, email, lines, total_minor as "totalMinor", payment_id as "paymentId",
      created_at as "createdAt" from orders where order_id = $1`,
    values: [orderId],
  });
  return rows[0];
}
