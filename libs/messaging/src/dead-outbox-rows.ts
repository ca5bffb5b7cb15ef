import { type OutboxDatabase } from './outbox-rows.ts';

/** A message that never reached its queue: the queue server refused it five times while it took others. */
export interface DeadOutboxRow {
  readonly messageId: string;
  readonly queue: string;
  readonly name: string;
  /** What the server said the last time. */
  readonly reason: string;
  /** When it was set aside. */
  readonly at: Date;
  readonly payload: unknown;
}

/** The dead messages of an outbox, the latest first, at most 1,000. */
export function deadOutboxRows(database: OutboxDatabase): Promise<DeadOutboxRow[]> {
  return database.query<DeadOutboxRow[]>(
    `select message_id as "messageId", queue, name, refusal as reason, dead_at as at, payload
     from outbox where dead_at is not null order by dead_at desc limit 1000`,
    [],
  );
}

/**
 * Lets a dead message be published again, with five refusals ahead of it. Later messages of its aggregate have gone out meanwhile, so it comes
 * after them. False when there is no dead message of this id.
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
