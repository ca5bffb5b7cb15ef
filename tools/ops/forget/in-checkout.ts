import { type Pool } from 'pg';
import { inTransaction, type Mode } from './in-transaction.ts';

export interface ForgottenOrders {
  readonly orders: number;
  readonly responses: number;
  readonly messages: number;
  /** Orders that still need the address. */
  readonly unfinished: readonly string[];
  /** The IDs of these customers in messages to other services. */
  readonly customerIds: readonly string[];
}

const isUnfinished = `
  o.status in ('payment_pending', 'requires_action', 'refund_pending')
  or exists (select from outbox m where m.aggregate = o.order_id and m.published_at is null)
  or exists (select from idempotency_key k where k.state <> 'done' and (k.operation_id = o.operation_id
             or k.operation_id in (select r.operation_id from refund r where r.order_id = o.order_id)))`;

/**
 * The order keeps its key, as a hash, forever, so that a late duplicate still charges nothing. The stored
 * response goes now, as it would after the retention period.
 */
const forgetResponses = `
  delete from idempotency_key k where k.state = 'done' and (
    k.operation_id in (select operation_id from orders where order_id = any($1))
    or k.operation_id in (select operation_id from refund where order_id = any($1)))`;

const forgetMessages = `
  update outbox set payload = payload
    || case when payload ? 'to' then jsonb_build_object('to', $2::text, 'customerName', null) else '{}' end
    || case when payload ? 'customerId' then jsonb_build_object('customerId', $2::text) else '{}' end
  where aggregate = any($1) and published_at is not null and payload ?| array['to', 'customerId']`;

export function forgetInCheckout(
  pool: Pool,
  mode: Mode,
  email: string,
  pseudonym: string,
): Promise<ForgottenOrders> {
  return inTransaction(pool, mode, async (client) => {
    const { rows } = await client.query<{ order_id: string; unfinished: boolean }>(
      `select o.order_id, ${isUnfinished} as unfinished from orders o where lower(o.customer_email) = lower($1) for update`,
      [email],
    );
    const unfinished = rows.filter((row) => row.unfinished).map((row) => row.order_id);
    const finished = rows.filter((row) => !row.unfinished).map((row) => row.order_id);
    const known = await client.query<{ id: string }>(
      `select distinct payload ->> 'customerId' as id from outbox where aggregate = any($1) and payload ? 'customerId'`,
      [finished],
    );
    const responses = await client.query(forgetResponses, [finished]);
    const messages = await client.query(forgetMessages, [finished, pseudonym]);
    await client.query(
      'update orders set customer_email = $2, customer_name = null where order_id = any($1)',
      [finished, pseudonym],
    );
    return {
      orders: finished.length,
      responses: responses.rowCount ?? 0,
      messages: messages.rowCount ?? 0,
      unfinished,
      customerIds: known.rows.map(({ id }) => id),
    };
  });
}
