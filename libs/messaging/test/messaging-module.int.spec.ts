import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { Controller, type DynamicModule, Global, Inject, Module, type Provider } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type BatchEffect,
  BatchInbox,
  BullMqContext,
  BullMqServer,
  Inbox,
  MessagingModule,
  type OutboxOptions,
  OutboxRelay,
  QueueHealth,
} from '../src/index.ts';
import { aQueue, outboxFixture, waiting, write } from './outbox-fixture.ts';

const addition: BatchEffect<number> = {
  statement: `added as (
    insert into sum_of_batches select given.n from unnest($3::uuid[], $4::integer[]) as given (message_id, n)
    join received using (message_id))`,
  values: (messages) => [messages.map(({ messageId }) => messageId), messages.map(({ item }) => item)],
};

@Controller()
class Adder {
  constructor(
    @Inject(Inbox) private readonly inbox: Inbox<EntityManager>,
    @Inject(BatchInbox) private readonly batches: BatchInbox<number>,
  ) {}

  @EventPattern<string>('add')
  async add(@Payload() n: number, @Ctx() delivery: BullMqContext): Promise<void> {
    await this.inbox.once(delivery, (tx) => tx.query('insert into sum values ($1)', [n]));
    await this.batches.once(delivery, n);
  }
}

const asked = Symbol('how often the guard was asked');

describe.each(['Redis', 'Postgres'] as const)(
  'an app whose only import is MessagingModule, on %s,',
  (backend) => {
    let fixture: Awaited<ReturnType<typeof outboxFixture>>;
    const opened: NestFastifyApplication[] = [];
    const ends: string[] = [];
    let beginShutdown = (): void => undefined;
    let mark = <T>(query: () => Promise<T>): Promise<T> => query();

    beforeAll(async () => {
      fixture = await outboxFixture(backend);
      await fixture.database.query('create table sum (n integer); create table sum_of_batches (n integer)');
    });

    afterEach(async () => {
      for (const app of opened.splice(0)) await app.close();
      await fixture.database.query('truncate outbox, inbox, sum, sum_of_batches');
    });

    afterAll(() => fixture.close());

    /** Stands in for TypeOrmModule, which is global too. */
    function globalModule(): DynamicModule {
      @Global()
      @Module({})
      class DatabaseModule {
        onApplicationShutdown = (): void => void ends.push('database closes');
      }
      const providers: Provider[] = [
        { provide: DataSource, useFactory: () => databaseOf(fixture.database) },
        { provide: asked, useValue: { times: 0 } },
      ];
      return { module: DatabaseModule, providers, exports: [DataSource, asked] };
    }

    async function boot(queue: string, guard: OutboxOptions['guard']): Promise<NestFastifyApplication> {
      class AppModule {
        onApplicationShutdown = (): void => beginShutdown();
      }
      const app = await bootService({
        name: 'adder',
        config: { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' },
        module: (logger) => ({
          module: AppModule,
          imports: [
            globalModule(),
            MessagingModule.forRoot({
              url: fixture.queueUrl,
              logger,
              outbox: { database: DataSource, guard },
              inboxes: [
                { database: DataSource, consumer: 'sum' },
                { database: DataSource, consumer: 'sum-of-batches', effect: addition },
              ],
              consumer: { queue },
            }),
          ],
          controllers: [Adder],
        }),
        consumers: (made) => [made.get(BullMqServer)],
        checks: (made) => [made.get(QueueHealth)],
      });
      opened.push(app);
      return app;
    }

    const counting: OutboxOptions['guard'] = {
      inject: [asked],
      useFactory: (count: { times: number }) => (publish) => {
        count.times += 1;
        return publish();
      },
    };

    const sums = (): Promise<{ n: number }[]> =>
      fixture.database.query('select n from sum union all select n from sum_of_batches');

    it('sends through its guard, and gives each message its effects once', async () => {
      const queue = aQueue();
      const app = await boot(queue, counting);
      const messageId = await write(fixture.database, { queue, name: 'add' }, 7);
      app.get(OutboxRelay).wake();
      await eventually(async () => expect(await sums()).toEqual([{ n: 7 }, { n: 7 }]));
      expect(app.get<{ times: number }>(asked).times).toBeGreaterThan(0);
      const again = { messageId };
      expect(await app.get<Inbox<EntityManager>>(Inbox).once(again, () => Promise.resolve())).toBe(
        'duplicate',
      );
      expect(await app.get<BatchInbox<number>>(BatchInbox).once(again, 7)).toBe('duplicate');
    });

    it('measures its outbox and its queue, and reports whether the queue server is there', async () => {
      const queue = aQueue();
      const url = await (await boot(queue, counting)).getUrl();
      await eventually(async () => {
        const page = await (await fetch(`${url}/metrics`)).text();
        expect(page).toMatch(/^outbox_unpublished_rows\{.*\} 0$/m);
        expect(page).toMatch(new RegExp(`^messaging_queue_reachable\\{.*${queue}.*\\} 1$`, 'm'));
      });
      const health = await (await fetch(`${url}/health/ready`)).json();
      expect(health).toEqual({ status: 'ok', checks: { queues: { status: 'up' } } });
    });

    it('marks what it published before its database closes', async () => {
      const queue = aQueue();
      const app = await boot(queue, counting);
      await app.get(OutboxRelay).drain();
      const marking = holdMarks();
      await write(fixture.database, { queue, name: 'add' }, 7);
      app.get(OutboxRelay).wake();
      await marking;
      await app.close();
      expect(ends).toEqual(['marked', 'database closes']);
      expect(await waiting(fixture.database)).toEqual([]);
    });

    /** From now on, rows are marked as published only once the app shuts down. */
    function holdMarks(): Promise<void> {
      const marking = Promise.withResolvers<void>();
      const shutdown = Promise.withResolvers<void>();
      beginShutdown = shutdown.resolve;
      ends.length = 0;
      mark = async (query) => {
        marking.resolve();
        await shutdown.promise;
        const rows = await query();
        ends.push('marked');
        return rows;
      };
      return marking.promise;
    }

    function databaseOf(database: DataSource): Pick<DataSource, 'query' | 'transaction'> {
      return {
        query: <T>(text: string, values?: unknown[]): Promise<T> => {
          const query = (): Promise<T> => database.query<T>(text, values);
          return text.includes('published_at = clock_timestamp()') ? mark(query) : query();
        },
        transaction: database.transaction.bind(database),
      };
    }
  },
);

describe('MessagingModule.forRoot', () => {
  const module = MessagingModule.forRoot({ url: 'redis://127.0.0.1:1', logger: pino() });

  it('provides only what a service asks for', () => {
    expect(module.exports).toEqual([expect.objectContaining({ provide: QueueHealth })]);
  });

  it('is not global: Nest shuts global modules down last, in no fixed order', () => {
    expect(module).not.toHaveProperty('global');
  });
});
