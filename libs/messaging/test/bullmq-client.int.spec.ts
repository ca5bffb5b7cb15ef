import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { withJobContext } from '@holdfast/service-defaults';
import { eventually, gateTo, type ServiceProcess, startService } from '@holdfast/testing';
import { ClientsModule } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { firstValueFrom } from 'rxjs';
import { BullMqClient, type BullMqClientOptions, closeQueue, openQueue } from '../src/index.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });

describe.each(['Redis', 'Postgres'] as const)('BullMqClient on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let consumer: ServiceProcess;
  let queue: string;
  let jobs: Queue;
  let client: BullMqClient;

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    await fixture.database.query('create table effect (message_id uuid, n integer)');
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
    const DATABASE_URL = (fixture.database.options as { url: string }).url;
    consumer = await startService({
      program: 'libs/messaging/dist/consumer-fixture/main.js',
      env: { QUEUE: queue, QUEUE_URL: fixture.queueUrl, DATABASE_URL },
    });
  });

  beforeEach(() => {
    client = aClient();
  });

  afterEach(() => client.close());

  afterAll(async () => {
    await consumer.kill();
    await closeQueue(jobs);
    await fixture.close();
  });

  const aClient = (change: Partial<BullMqClientOptions> = {}): BullMqClient =>
    new BullMqClient({ queue, url: fixture.queueUrl, logger, ...change });
  const emitted = (by: BullMqClient, n: number) =>
    firstValueFrom(by.emit('add', n), { defaultValue: undefined });

  /** The ID of the message with this number, once its handler has run. */
  const handled = (n: number): Promise<string> =>
    eventually(async () => {
      const rows = await fixture.database.query<{ message_id: string }[]>(
        'select message_id from effect where n = $1',
        [n],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.message_id;
    });

  it('emits an event to a handler, with its trace', async () => {
    const traceId = randomUUID().replaceAll('-', '');
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await withJobContext({ id: 'request', traceparent }, () => emitted(client, 42));
    expect((await jobs.getJob(await handled(42)))?.data).toMatchObject({
      payload: 42,
      traceparent: expect.stringContaining(traceId),
    });
  });

  it('refuses to send a request', async () => {
    await expect(firstValueFrom(client.send('add', 1))).rejects.toThrow(
      `queue ${queue} carries no responses: emit "add" instead`,
    );
  });

  it('fails while the queue server is down, and works once it is up', async () => {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    const client = aClient({ url: gate.url });
    await expect(emitted(client, 1)).rejects.toThrow();
    await gate.open();
    await eventually(() => emitted(client, 1));
    await emitted(client, 43);
    await handled(43);
    await client.close();
    await gate.shut();
  });

  it('closes in time after the queue server stopped', async () => {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    const client = aClient({ url: gate.url });
    await emitted(client, 1);
    gate.refuse();
    await expect(emitted(client, 1)).rejects.toThrow();
    await client.close();
    await gate.shut();
  }, 15_000);

  it("is a client of Nest's ClientsModule", async () => {
    const options = { queue, url: fixture.queueUrl, logger };
    const module = await Test.createTestingModule({
      imports: [ClientsModule.register([{ name: 'ADDER', customClass: BullMqClient, options }])],
    }).compile();
    await module.init();
    await emitted(module.get<BullMqClient>('ADDER'), 44);
    await handled(44);
    await module.close();
  });
});
