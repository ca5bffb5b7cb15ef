import { type Write } from '@holdfast/idempotency';
import { type Order } from '../order/order.ts';

/** Committed with the claim of the key. */
export const insertOrder = (order: Order): Write => ({
  name: 'inserted',
  after: 'claim',
  given: {
    order_id: ['text', order.orderId],
    status: ['text', order.status],
    email: ['text', order.email],
    lines: ['jsonb', order.lines],
    total_minor: ['integer', order.totalMinor],
    created_at: ['timestamptz', order.createdAt],
  },
  text: `
    insert into orders (order_id, status, email, lines, total_minor, created_at)
    select order_id, status, email, lines, total_minor, created_at from given`,
});

/** Committed with the response. */
export const markPaid = (orderId: string, paymentId: string): Write => ({
  name: 'paid',
  after: 'transition',
  given: { order_id: ['text', orderId], payment_id: ['text', paymentId] },
  text: `
    update orders o set status = 'paid', payment_id = g.payment_id from given g where o.order_id = g.order_id`,
});
