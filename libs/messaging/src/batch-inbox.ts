import { isPostgresUnavailable, StatementBatcher } from '@holdfast/service-defaults';
import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { type Delivery, type InboxTransaction } from './inbox.ts';
import { InboxReaper } from './inbox-reaper.ts';

/** A new message and what its handler made of it. */
export interface BatchedMessage<Item> {
  readonly messageId: string;
  readonly item: Item;
}

/** The effect of any number of messages, as a part of one statement. */
export interface BatchEffect<Item> {
  /**
   * Common table expressions without `with`, separated by commas. Join everything that they write with
   * `received (message_id)`: only those messages are new. Write rows in the order of their keys, or two
   * batches may deadlock. Parameters begin at `$3`.
   */
  readonly statement: string;
  /** The values of the parameters, the same number for every batch. */
  readonly values: (messages: readonly BatchedMessage<Item>[]) => readonly unknown[];
}

/** IDs are inserted in order, so that two processes with the same messages wait instead of deadlocking. */
const statementOf = (effect: string): string => `
with received as (
  insert into inbox (consumer, message_id)
  select $1, message_id from unnest($2::uuid[]) as given (message_id) order by message_id
  on conflict do nothing returning message_id
), ${effect.trim()}
select given.message_id in (select message_id from received) as "isNew"
from unnest($2::uuid[]) with ordinality as given (message_id, position) order by position`;

/**
 * An `Inbox` for effects that a single statement can have: message IDs and effects of all messages in
 * progress are one statement and one commit. Of two concurrent deliveries one has the effect and the other
 * waits; after the database's statement timeout it fails and is retried. If one message makes the statement
 * fail, the others still have their effect.
 *
 * As a Nest provider it also deletes message IDs older than `inboxRetentionMs`.
 */
export class BatchInbox<Item> implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly batcher: StatementBatcher<BatchedMessage<Item>, boolean>;
  private readonly reaper: InboxReaper;

  constructor(database: InboxTransaction, consumer: string, effect: BatchEffect<Item>, logger: Logger) {
    const statement = statementOf(effect.statement);
    const run = async (messages: readonly BatchedMessage<Item>[]): Promise<boolean[]> => {
      const ids = messages.map(({ messageId }) => messageId);
      const rows = await database.query<{ isNew: boolean }[]>(statement, [
        consumer,
        ids,
        ...effect.values(messages),
      ]);
      return rows.map(({ isNew }) => isNew);
    };
    // Two deliveries of one message in one statement would both be new. The consumer's concurrency limits the
    // size of a batch.
    const identityOf = ({ messageId }: BatchedMessage<Item>): string => messageId.toLowerCase();
    this.batcher = new StatementBatcher({ run, identityOf, isOfOneItem: isOfOneMessage });
    this.reaper = new InboxReaper(database, consumer, logger);
  }

  /** Has the effect of `item`; skips it if the message was received before. Rethrows statement errors. */
  async once(delivery: Delivery, item: Item): Promise<'done' | 'duplicate'> {
    const isNew = await this.batcher.submit({ messageId: delivery.messageId, item });
    if (!isNew) delivery.noteDuplicate?.();
    return isNew ? 'done' : 'duplicate';
  }

  onApplicationBootstrap(): void {
    this.reaper.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.reaper.stop();
  }
}

/** False if the database is down, or canceled the statement because it waited for too long (57014). */
function isOfOneMessage(error: unknown): boolean {
  return !isPostgresUnavailable(error) && (error as { code?: unknown } | undefined)?.code !== '57014';
}
