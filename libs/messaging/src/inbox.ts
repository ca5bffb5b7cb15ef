import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { InboxReaper } from './inbox-reaper.ts';

/** What runs statements within a transaction: TypeORM's `EntityManager` fits. */
export interface InboxTransaction {
  query<T>(text: string, values?: unknown[]): Promise<T>;
}

/** What an inbox needs of a database: TypeORM's `DataSource` fits. */
export interface InboxDatabase<Transaction extends InboxTransaction> extends InboxTransaction {
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** A delivery of a message; `BullMqContext` is one. */
export interface Delivery {
  readonly messageId: string;
  noteDuplicate?(): void;
}

/** 5 s: as long as a statement of a service may take. */
const idleMs = 5_000;

/**
 * A row when the message is new, and none when it has been received. A process that is stopped in the middle, and keeps its transaction open,
 * loses it after `idleMs`: else whoever takes the message over would wait for it for ever.
 */
const receive = `
with bounded as (
  select set_config('idle_in_transaction_session_timeout', '${idleMs}', true)
), received as (
  insert into inbox (consumer, message_id) values ($1, $2) on conflict do nothing returning 1
) select 1 from received, bounded`;

/**
 * Lets a message have its effect once: the message and the effect are committed together or not at all, so that a crash in between
 * leaves neither. Of two deliveries at the same moment one works and the other waits for it; past the statement timeout of the
 * database it fails instead, and is tried again. `consumer` names the effect: a message may have several, each of its own consumer.
 *
 * As a Nest provider it also drops what it need not know any more: `inboxRetentionMs`.
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

  /** Runs `effect` in the transaction that receives the message, or does nothing when it has been received. Throws what `effect` throws. */
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
