import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { InboxReaper } from './inbox-reaper.ts';

/** Runs statements within a transaction: TypeORM's `EntityManager` fits. */
export interface InboxTransaction {
  query<T>(text: string, values?: unknown[]): Promise<T>;
}

/** The database of an inbox: TypeORM's `DataSource` fits. */
export interface InboxDatabase<Transaction extends InboxTransaction> extends InboxTransaction {
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** A delivery of a message; `BullMqContext` is one. */
export interface Delivery {
  readonly messageId: string;
  noteDuplicate?(): void;
}

/** 5 s, the statement timeout of a service. */
const idleMs = 5_000;

/**
 * Returns a row if the message is new, none if it was received before. The timeout ends the transaction of a
 * paused process after `idleMs`; otherwise the process that takes over would wait for it forever.
 */
const receive = `
with bounded as (
  select set_config('idle_in_transaction_session_timeout', '${idleMs}', true)
), received as (
  insert into inbox (consumer, message_id) values ($1, $2) on conflict do nothing returning 1
) select 1 from received, bounded`;

/**
 * Gives a message its effect exactly once: message ID and effect are committed together. Of two concurrent
 * deliveries one runs and the other waits; after the database's statement timeout it fails and is retried.
 * `consumer` names the effect: a message may have several, each with its own consumer.
 *
 * As a Nest provider it also deletes message IDs older than `inboxRetentionMs`.
 */
export class Inbox<Transaction extends InboxTransaction> implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly reaper: InboxReaper;

  constructor(
    private readonly database: InboxDatabase<Transaction>,
    private readonly consumer: string,
    logger: Logger,
  ) {
    this.reaper = new InboxReaper(database, consumer, logger);
  }

  /**
   * Runs `effect` in the transaction that records the message; skips it if the message was received before.
   * Rethrows errors of `effect`.
   */
  async once(
    delivery: Delivery,
    effect: (transaction: Transaction) => Promise<unknown>,
  ): Promise<'done' | 'duplicate'> {
    const outcome = await this.database.transaction(async (transaction) => {
      const received = await transaction.query<unknown[]>(receive, [this.consumer, delivery.messageId]);
      if (received.length === 0) return 'duplicate' as const;
      await effect(transaction);
      return 'done' as const;
    });
    if (outcome === 'duplicate') delivery.noteDuplicate?.();
    return outcome;
  }

  onApplicationBootstrap(): void {
    this.reaper.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.reaper.stop();
  }
}
