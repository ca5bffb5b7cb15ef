import { setTimeout as sleep } from 'node:timers/promises';
import { bootService, createLogger, runProgram } from '@holdfast/service-defaults';
import { postgresPool } from '@holdfast/service-defaults/database';
import { Controller, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource, type EntityManager } from 'typeorm';
import { BullMqContext } from '../bullmq.context.ts';
import { BullMqServer } from '../bullmq.server.ts';
import { Inbox } from '../inbox.ts';

/**
 * A consumer program for specs that kill it. `HOLD` names the point (`inside` its transaction, `after` it, or
 * while `stopping`) where it waits for a row in the table `gate`. Its effect is a row in `effect`.
 */
const { PORT, QUEUE = '', QUEUE_URL: url = '', DATABASE_URL, HOLD } = process.env;
const logger = createLogger('consumer', { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' });
const database = new DataSource({ type: 'postgres', url: DATABASE_URL ?? '', extra: postgresPool });
const inbox = new Inbox<EntityManager>(database, 'fixture', logger);

async function gate(place: string): Promise<void> {
  while (HOLD === place && (await database.query<unknown[]>('select 1 from gate')).length === 0)
    await sleep(25);
}

@Controller()
class Consumer {
  @MessagePattern<string>('add')
  async add(@Payload() n: number, @Ctx() context: BullMqContext): Promise<{ pid: number; outcome: string }> {
    const outcome = await inbox.once(context, async (transaction) => {
      await transaction.query('insert into effect (message_id, n) values ($1, $2)', [context.messageId, n]);
      await gate('inside');
    });
    await gate('after');
    return { pid: process.pid, outcome };
  }
}

@Injectable()
class SlowToStop implements OnModuleDestroy {
  onModuleDestroy(): Promise<void> {
    return gate('stopping');
  }
}

class Server extends BullMqServer {
  override async close(): Promise<void> {
    await super.close();
    logger.info('takes no more messages');
  }
}

@Module({ controllers: [Consumer], providers: [SlowToStop] })
class ConsumerModule {}

runProgram(async () => {
  await database.initialize();
  const server = new Server({ queue: QUEUE, url, logger, concurrency: 1, lockMs: 1_000 });
  const config = { PORT: Number(PORT), HOST: '127.0.0.1', LOG_LEVEL: 'debug', LOG_FORMAT: 'json' } as const;
  await bootService({
    name: 'consumer',
    config: { ...config, API_KEYS: [], EXTRA_API_KEYS: [], MAX_EVENT_LOOP_DELAY_MS: 60_000 },
    openApi: { title: 'Consumer', description: 'For tests.' },
    module: () => ({ module: ConsumerModule }),
    consumers: () => [server],
  });
});
