import { type OutboxDatabase } from './outbox-rows.ts';

/** A message that never reached its queue: the queue server refused it five times but accepted others. */
export interface DeadOutboxRow {
  readonly messageId: string;
  readonly queue: string;
  readonly name: string;
  /** The queue server's last error. */
  readonly reason: string;
  /** The time of the fifth refusal. */
  readonly at: Date;
  readonly payload: unknown;
}

/** The dead messages of an outbox, newest first, at most 1,000. */
export function deadOutboxRows(database: OutboxDatabase): Promise<DeadOutboxRow[]> {
  return database.query<DeadOutboxRow[]>(
    `select message_id as "messageId", queue, name, refusal as reason, dead_at as at, payload
     from outbox where dead_at is not null order by dead_at desc limit 1000`,
    [],
  );
}

/**
 * Publishes a dead message again, after the later messages of its aggregate that went out in the meantime. It
 * is dead again after five more refusals. False if no dead message has this ID.
 */
export async function retryDeadOutboxRow(database: OutboxDatabase, messageId: string): Promise<boolean> {
  const rows = await database.query<unknown[]>(
    `with retried as (
       update outbox set dead_at = null, leased_until = null, refusals = 0, refusal = null
       where message_id = $1::uuid and dead_at is not null returning 1
     ) select from retried`,
    [messageId],
  );
  return rows.length > 0;
}
