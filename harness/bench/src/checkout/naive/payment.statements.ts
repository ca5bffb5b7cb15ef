import { type Connection } from './order.statements.ts';
import { type Payment } from './payment.ts';

export async function insertPayment(connection: Connection, payment: Payment): Promise<void> {
  await connection.query({
    name: 'insert-payment',
    text: `insert into payment (payment_id, order_id, status, amount_minor, currency, created_at)
      values ($1, $2, $3, $4, $5, now())`,
    values: [payment.paymentId, payment.orderId, payment.status, payment.amountMinor, payment.currency],
  });
}

export async function updatePayment(
  connection: Connection,
  { paymentId, status, intentId }: Pick<Payment, 'paymentId' | 'status' | 'intentId'>,
): Promise<void> {
  await connection.query({
    name: 'update-payment',
    text: 'update payment set status = $2, intent_id = $3 where payment_id = $1',
    values: [paymentId, status, intentId],
  });
}
