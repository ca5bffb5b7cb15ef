import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService, currentTrace, withJobContext } from '@holdfast/service-defaults';
import { eventually, type Gate, gateTo, unresponsiveServerFor } from '@holdfast/testing';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Queue, UnrecoverableError, type Worker } from 'bullmq';
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
import { aQueue, closesInTime, outboxFixture, write } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });
const sum = z.object({ version: z.literal(1), a: z.int(), b: z.int() });

interface Delivery {
  readonly name: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly traceId: string;
}

const deliveries: Delivery[] = [];
const delivered = (): string[] => deliveries.map(({ messageId }) => messageId);
/** Failures of the next deliveries; when it is empty, they succeed. */
const trouble: (() => Promise<void> | never)[] = [];

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

describe.each(['Redis', 'Postgres'] as const)('BullMqServer on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let relay: OutboxRelay;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    // This queue only transports messages, so a busy machine must not make it time out.
    const times = { connectMs: 20_000, answerMs: 20_000 };
    relay = new OutboxRelay(fixture.database, fixture.queueUrl, logger, undefined, { times });
  });

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    deliveries.length = 0;
    trouble.length = 0;
  });

  afterAll(async () => {
    await relay.stop();
    await fixture.close();
  });

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

  const isDead = async (jobs: Queue, jobId: string) => (await jobs.getJob(jobId))?.isFailed();

  it('passes a message to the handler of its name, with its ID', async () => {
    const queue = aQueue();
    await aService(queue);
    const messageId = await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toMatchObject([{ name: 'add', messageId, attempt: 1 }]));
  });

  it('continues the trace that the message was written in', async () => {
    const queue = aQueue();
    const traceId = randomUUID().replaceAll('-', '');
    await aService(queue);
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await withJobContext({ id: 'request', traceparent }, () => publish(queue, { version: 1, a: 1, b: 2 }));
    await eventually(() => expect(deliveries).toMatchObject([{ traceId }]));
  });

  it('retries a failed message under the same ID until it succeeds', async () => {
    const queue = aQueue();
    await aService(queue);
    const failure = () => Promise.reject(new Error('not now'));
    trouble.push(failure, failure);
    const messageId = await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() =>
      expect(deliveries).toMatchObject([1, 2, 3].map((attempt) => ({ messageId, attempt }))),
    );
    const jobs = jobsOf(queue);
    await eventually(async () => expect(await (await jobs.getJob(messageId))?.isCompleted()).toBe(true));
  });

  it('gives up immediately on an UnrecoverableError', async () => {
    const queue = aQueue();
    await aService(queue);
    trouble.push(() => Promise.reject(new UnrecoverableError('never')));
    const messageId = await publish(queue, { version: 1, a: 1, b: 2 });
    const jobs = jobsOf(queue);
    await eventually(async () => expect(await isDead(jobs, messageId)).toBe(true));
    expect(deliveries).toHaveLength(1);
  });

  it.each([
    ['does not match its schema', 'add', { version: 1, a: 'one', b: 2 }, /payload does not match.*\/a/],
    [
      'is of a version that is not known here',
      'add',
      { version: 2, a: 1, b: 2 },
      /version 2, which this consumer does not support/,
    ],
    ['has a name without a handler', 'multiply', { version: 1, a: 1, b: 2 }, /Nothing handles "multiply"/],
  ])('permanently refuses a message that %s', async (_, name, payload, reason) => {
    const queue = aQueue();
    await aService(queue);
    const messageId = await publish(queue, payload, name);
    const jobs = jobsOf(queue);
    await eventually(async () => expect(await isDead(jobs, messageId)).toBe(true));
    expect(await jobs.getJob(messageId)).toMatchObject({
      attemptsMade: 1,
      failedReason: expect.stringMatching(reason),
    });
    expect(deliveries).toEqual([]);
  });

  it('permanently refuses a job that no relay added', async () => {
    const queue = aQueue();
    await aService(queue);
    const jobs = jobsOf(queue);
    await jobs.add('add', { version: 1, a: 1, b: 2 }, { jobId: 'forged', attempts: 20 });
    await eventually(async () => expect(await isDead(jobs, 'forged')).toBe(true));
    expect(await jobs.getJob('forged')).toMatchObject({
      attemptsMade: 1,
      failedReason: expect.stringMatching(/^Not a Holdfast message/),
    });
  });

  it('is not blocked by a message that cannot be handled', async () => {
    const queue = aQueue();
    await publish(queue, 'poison');
    const messageId = await publish(queue, { version: 1, a: 1, b: 2 });
    await aService(queue);
    await eventually(() => expect(deliveries).toMatchObject([{ messageId }]));
  });

  it('finishes the current message before it closes', async () => {
    const queue = aQueue();
    const app = await aService(queue);
    const work = Promise.withResolvers<void>();
    trouble.push(() => work.promise);
    const messageId = await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    let isClosed = false;
    const closed = app.close().then(() => (isClosed = true));
    const jobs = jobsOf(queue);
    expect(await (await jobs.getJob(messageId))?.isActive()).toBe(true);
    expect(isClosed).toBe(false);
    work.resolve();
    await closed;
    expect(await (await jobs.getJob(messageId))?.isCompleted()).toBe(true);
  });

  it('continues after an outage of the queue server', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    await aService(queue, gate.url);
    await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    await gate.shut();
    const messageId = await publish(queue, { version: 1, a: 3, b: 4 });
    await gate.open();
    // If the connection was lost during a response, the message waits until its lock expires.
    await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 30_000 });
  });

  it('continues after its connections went silent, as behind a network that drops everything', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    await aService(queue, gate.url);
    await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.freeze();
    // A pool may have lost several connections, and the next message may get any of them. A message whose
    // completion was lost is delivered twice.
    for (let message = 0; message < 3; message += 1) {
      const messageId = await publish(queue, { version: 1, a: 3, b: 4 });
      await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 45_000 });
    }
  }, 120_000);

  it('continues after its connections went silent before it first waited for a message', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    trouble.push(() => Promise.resolve(gate.freeze()));
    await publish(queue, { version: 1, a: 1, b: 2 });
    await aService(queue, gate.url);
    await eventually(() => expect(deliveries).toHaveLength(1));
    for (let message = 0; message < 2; message += 1) {
      const messageId = await publish(queue, { version: 1, a: 3, b: 4 });
      await eventually(() => expect(delivered()).toContain(messageId), { timeoutMs: 45_000 });
    }
  }, 120_000);

  it('starts without the queue server, and works once it is up', async () => {
    const gate = await aShutGate();
    const queue = aQueue();
    await aService(queue, gate.url);
    await publish(queue, { version: 1, a: 1, b: 2 });
    await gate.open();
    await eventually(() => expect(deliveries).toHaveLength(1), { timeoutMs: 30_000 });
  });

  it('closes in time if the queue server was never up', async () => {
    const gate = await aShutGate();
    await closesInTime(await aService(aQueue(), gate.url));
  });

  it('closes in time while the queue server accepts connections but never responds', async () => {
    const silent = await unresponsiveServerFor(fixture.queueUrl);
    opened.push(silent.close);
    await closesInTime(await aService(aQueue(), silent.url));
  });

  it('closes in time after its connections went silent', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await aService(queue, gate.url, { drainMs: 500 });
    await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.freeze();
    await app.close();
  }, 15_000);

  it('finishes the current message and closes in time after the queue server stopped', async () => {
    const work = Promise.withResolvers<void>();
    const order: string[] = [];
    const { app } = await aServiceCutOff([() => work.promise.then(() => void order.push('work done'))]);
    const closed = app.close().then(() => order.push('closed'));
    work.resolve();
    await closed;
    expect(order).toEqual(['work done', 'closed']);
  }, 15_000);

  it('fetches one more message at most if the queue server comes back, and finishes each before it closes', async () => {
    const works = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ended: string[] = [];
    const { app, gate, queue } = await aServiceCutOff(
      works.map((work, at) => () => work.promise.then(() => void ended.push(`message ${at}`))),
    );
    const closed = app.close().then(() => ended.push('closed'));
    for (const number of [3, 4]) await publish(queue, { version: 1, a: number, b: number });
    const { admitted } = gate;
    await gate.shut();
    await gate.open();
    await eventually(() => expect(gate.admitted).toBeGreaterThan(admitted), { timeoutMs: 30_000 });
    works[0]?.resolve();
    await setImmediate();
    works[1]?.resolve();
    await closed;
    expect(deliveries.length).toBeLessThanOrEqual(2);
    expect(ended).toEqual([...deliveries.map((_, at) => `message ${at}`), 'closed']);
  }, 60_000);

  it('starts no message that arrives after it closed', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await aService(queue, gate.url);
    const work = Promise.withResolvers<void>();
    trouble.push(() => work.promise);
    await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    const inTransit = holdsNextMessage(app);
    await publish(queue, { version: 1, a: 3, b: 4 });
    await inTransit.arrived;
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(1));
    const closed = app.close();
    work.resolve();
    await closed;
    inTransit.release();
    await setImmediate();
    expect(deliveries).toHaveLength(1);
  }, 30_000);

  /** The response with the next message arrives at `release`. */
  function holdsNextMessage(app: NestFastifyApplication) {
    const backend = (app.getMicroservices()[0] as INestMicroservice).unwrap<Worker>().getBackend();
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const moveToActive = backend.moveToActive.bind(backend);
    backend.moveToActive = async (...job) => {
      const response = await moveToActive(...job);
      if (response[0]) {
        arrived.resolve();
        await released.promise;
      }
      return response;
    };
    return { arrived: arrived.promise, release: released.resolve };
  }

  /** It handles a message, and its connection to the queue server is gone. */
  async function aServiceCutOff(handling: (() => Promise<void>)[]) {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    const app = await aService(queue, gate.url);
    trouble.push(...handling);
    await publish(queue, { version: 1, a: 1, b: 2 });
    await eventually(() => expect(deliveries).toHaveLength(1));
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(1));
    return { app, gate, queue };
  }

  async function aShutGate(): Promise<Gate> {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    opened.push(() => gate.shut());
    return gate;
  }
});
