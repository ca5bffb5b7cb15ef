import { defaultAttempts } from './message-job.ts';
import { currentTraceparent } from '@holdfast/service-defaults';
import { v7 as uuidv7 } from 'uuid';

/** A kind of message: its queue, and the name that its consumer handles. */
export interface MessageKind {
  readonly queue: string;
  readonly name: string;
}

export interface MessageOptions {
  /**
   * How many times the consumer may try before the message is dead. 20 attempts take about a minute and a
   * half.
   */
  readonly attempts?: number;
  /**
   * An SQL condition over `given` and earlier expressions, the same text for every message of this kind.
   * Default: none.
   */
  readonly onlyIf?: string;
  /**
   * The subject of the message, such as an order ID. Messages of one aggregate reach a queue in commit order,
   * provided that their writers lock the same row first. Two writes of one statement have no order. Default:
   * unordered.
   */
  readonly aggregate?: string;
}

/**
 * A statement to be committed together with others; `@holdfast/idempotency` composes them. It reads its
 * values from `given`.
 */
export interface OutboxWrite {
  readonly name: string;
  readonly after: string;
  readonly given: Readonly<Record<string, readonly ['uuid' | 'text' | 'jsonb' | 'integer', unknown]>>;
  readonly text: string;
}

/**
 * The write that inserts a message into the outbox for each row that `on` (an earlier expression of the same
 * statement) returns. `name` names the write within its statement.
 */
export function outboxWrite(
  name: string,
  kind: MessageKind,
  payload: unknown,
  after: string,
  options: MessageOptions = {},
): OutboxWrite {
  const { attempts = defaultAttempts, onlyIf, aggregate = null } = options;
  return {
    name,
    after,
    given: {
      message_id: ['uuid', uuidv7()],
      queue: ['text', kind.queue],
      name: ['text', kind.name],
      payload: ['jsonb', payload],
      attempts: ['integer', attempts],
      traceparent: ['text', currentTraceparent()],
      aggregate: ['text', aggregate],
    },
    text: `insert into outbox (message_id, queue, name, payload, attempts, traceparent, aggregate)
           select message_id, queue, name, payload, attempts, traceparent, aggregate from given
           ${onlyIf === undefined ? '' : `where ${onlyIf}`} returning message_id`,
  };
}
