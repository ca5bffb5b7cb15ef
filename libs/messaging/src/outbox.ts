import { currentTraceparent } from '@holdfast/service-defaults';
import { v7 as uuidv7 } from 'uuid';

/** A kind of message: which queue it goes to, and the name its consumer handles. */
export interface MessageKind {
  readonly queue: string;
  readonly name: string;
}

export interface MessageOptions {
  /** How often its consumer may try before the message counts as dead. 20 tries last about a minute and a half. */
  readonly attempts?: number;
}

/** A statement to commit together with others; `@holdfast/idempotency` composes them. */
export interface OutboxWrite {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const defaultAttempts = 20;

/**
 * The insert that puts a message into the outbox for each row that `from` (an earlier expression of the same statement) gives:
 * no row, no message. `name` names this write within its statement.
 */
export function outboxWrite(
  name: string,
  kind: MessageKind,
  payload: unknown,
  from: string,
  options: MessageOptions = {},
): OutboxWrite {
  return {
    name,
    text: `insert into outbox (message_id, queue, name, payload, attempts, traceparent)
           select $1::uuid, $2, $3, $4::jsonb, $5::integer, $6 from ${from} returning message_id`,
    values: [
      uuidv7(),
      kind.queue,
      kind.name,
      JSON.stringify(payload),
      options.attempts ?? defaultAttempts,
      currentTraceparent(),
    ],
  };
}
