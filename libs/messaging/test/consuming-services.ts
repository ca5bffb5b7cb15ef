import { bootService, currentTrace } from '@holdfast/service-defaults';
import { type Gate, gateTo } from '@holdfast/testing';
import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { z } from 'zod';
import {
  BullMqContext,
  BullMqServer,
  type BullMqServerOptions,
  closeQueue,
  openQueue,
  OutboxRelay,
} from '../src/index.ts';
import { outboxFixture, write } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });
const sum = z.object({ version: z.literal(1), a: z.int(), b: z.int() });

interface Delivery {
  readonly name: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly traceId: string;
}

/** The deliveries of all messages since the last `reset`. */
export const deliveries: Delivery[] = [];
export const delivered = (): string[] => deliveries.map(({ messageId }) => messageId);
/** Failures of the next deliveries; when it is empty, they succeed. */
export const trouble: (() => Promise<void> | never)[] = [];

async function deliver(name: string, context: BullMqContext): Promise<void> {
  const { messageId, attempt } = context;
  deliveries.push({ name, messageId, attempt, traceId: currentTrace().traceId });
  await trouble.shift()?.();
}

@Controller()
class Consumer {
  @EventPattern<string>('add')
  add(@Payload({ schema: sum }) _: z.infer<typeof sum>, @Ctx() context: BullMqContext): Promise<void> {
    return deliver('add', context);
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

/** A queue on Redis or Postgres, its relay, and services that consume from it. */
export async function consumingServices(backend: 'Redis' | 'Postgres') {
  const fixture = await outboxFixture(backend);
  // This queue only transports messages, so a busy machine must not make it time out.
  const times = { connectMs: 20_000, answerMs: 20_000 };
  const relay = new OutboxRelay(fixture.database, fixture.queueUrl, logger, undefined, { times });
  const opened: (() => Promise<void>)[] = [];

  async function aService(
    queue: string,
    url = fixture.queueUrl,
    options: Partial<BullMqServerOptions> = {},
  ): Promise<NestFastifyApplication> {
    const app = await bootService({
      name: 'consumer',
      config: {
        PORT: 0,
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        LOG_FORMAT: 'json',
        MAX_EVENT_LOOP_DELAY_MS: 60_000,
        API_KEYS: [],
        EXTRA_API_KEYS: [],
      },
      openApi: { title: 'Consumer', description: '' },
      module: () => ({ module: ConsumerModule }),
      consumers: () => [new BullMqServer({ queue, url, logger, ...options })],
    });
    opened.push(() => app.close());
    return app;
  }

  async function publish(queue: string, payload: unknown, name = 'add'): Promise<string> {
    const messageId = await write(fixture.database, { queue, name }, payload);
    await relay.runOnce();
    return messageId;
  }

  function jobsOf(queue: string): Queue {
    const jobs = openQueue(queue, fixture.queueUrl) as Queue;
    opened.push(() => closeQueue(jobs));
    return jobs;
  }

  /** Nothing passes it until it is opened. */
  async function aShutGate(): Promise<Gate> {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    opened.push(() => gate.shut());
    return gate;
  }

  /** Closes what the last test opened, and forgets its deliveries. */
  async function reset(): Promise<void> {
    for (const close of opened.splice(0).reverse()) await close();
    deliveries.length = 0;
    trouble.length = 0;
  }

  async function close(): Promise<void> {
    await relay.stop();
    await fixture.close();
  }

  return { queueUrl: fixture.queueUrl, opened, aService, publish, jobsOf, aShutGate, reset, close };
}
