import { type DynamicModule, type FactoryProvider, type InjectionToken, Module } from '@nestjs/common';
import { type Logger } from 'pino';
import { type BatchEffect, BatchInbox } from './batch-inbox.ts';
import { BullMqServer, type BullMqServerOptions } from './bullmq.server.ts';
import { Inbox, type InboxDatabase, type InboxTransaction } from './inbox.ts';
import { type QueueGuard } from './outbox-publisher.ts';
import { OutboxRelay, type RelayOptions } from './outbox-relay.ts';
import { type OutboxDatabase } from './outbox-rows.ts';
import { QueueHealth } from './queue-health.ts';

export interface OutboxOptions extends RelayOptions {
  /** The token of the database with the outbox: TypeORM's `DataSource`. */
  readonly database: InjectionToken<OutboxDatabase>;
  /** Makes the guard of all calls to the queue server: the place for the app's breaker. */
  readonly guard: Pick<FactoryProvider<QueueGuard>, 'inject' | 'useFactory'>;
}

export interface InboxOptions {
  /** The token of the database with the inbox: TypeORM's `DataSource`. */
  readonly database: InjectionToken<InboxDatabase<InboxTransaction>>;
  /** Names the effect. Messages of different consumers never collide. */
  readonly consumer: string;
  /** Makes it a `BatchInbox` with this effect; without it, it is an `Inbox`. */
  readonly effect?: BatchEffect<never>;
  /** The token to inject it by. Default: its class; a service with two of a class names them. */
  readonly token?: InjectionToken;
}

export interface MessagingModuleOptions {
  /** The queue server, Redis or Postgres. */
  readonly url: string;
  readonly logger: Logger;
  /** For a service that sends messages. */
  readonly outbox?: OutboxOptions;
  /** For a service whose effects do not show that they have happened. */
  readonly inboxes?: readonly InboxOptions[];
  /** For a service that consumes a queue. */
  readonly consumer?: Omit<BullMqServerOptions, 'url' | 'logger'>;
}

const queueGuard = Symbol('queue guard');

/**
 * Messages of one service: `OutboxRelay`, `Inbox` or `BatchInbox`, `BullMqServer` and `QueueHealth` to
 * inject, as far as the options ask for them. They start and stop with the application, and measure
 * themselves; connect the server with `connectMicroservice`. Not global, so that it stops before the global
 * modules whose database and breakers it uses.
 */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingModuleOptions): DynamicModule {
    const { url, logger, outbox, inboxes = [], consumer } = options;
    const shared = [
      { provide: QueueHealth, useValue: new QueueHealth(url) },
      ...inboxes.map((inbox) => inboxProvider(inbox, logger)),
      ...(outbox === undefined ? [] : [relayProvider(outbox, url, logger)]),
      ...(consumer === undefined
        ? []
        : [{ provide: BullMqServer, useFactory: () => new BullMqServer({ ...consumer, url, logger }) }]),
    ];
    return {
      module: MessagingModule,
      providers: [...shared, ...(outbox === undefined ? [] : [{ provide: queueGuard, ...outbox.guard }])],
      exports: shared,
    };
  }
}

function relayProvider(outbox: OutboxOptions, url: string, logger: Logger): FactoryProvider<OutboxRelay> {
  return {
    provide: OutboxRelay,
    inject: [outbox.database, queueGuard],
    useFactory: (database: OutboxDatabase, guard: QueueGuard) =>
      new OutboxRelay(database, url, logger, guard, outbox),
  };
}

function inboxProvider(
  { database: from, consumer, effect, token }: InboxOptions,
  logger: Logger,
): FactoryProvider<Inbox<InboxTransaction> | BatchInbox<never>> {
  return effect === undefined
    ? {
        provide: token ?? Inbox,
        inject: [from],
        useFactory: (database: InboxDatabase<InboxTransaction>) => new Inbox(database, consumer, logger),
      }
    : {
        provide: token ?? BatchInbox,
        inject: [from],
        useFactory: (database: InboxTransaction) => new BatchInbox(database, consumer, effect, logger),
      };
}
