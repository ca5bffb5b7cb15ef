import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { withJobContext } from '@holdfast/service-defaults';
import { eventually, gateTo, type ServiceProcess, startService } from '@holdfast/testing';
import { ClientsModule, RpcException } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { firstValueFrom } from 'rxjs';
import { BullMqClient, type BullMqClientOptions, closeQueue, openQueue, SendTimeout } from '../src/index.ts';
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
    new BullMqClient({ queue, url: fixture.queueUrl, logger, sendTimeoutMs: 30_000, ...change });
  const withoutConsumer = (change: Partial<BullMqClientOptions> = {}) =>
    aClient({ queue: aQueue(), ...change });

  it("sends a request to another process and receives its handler's result", async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => firstValueFrom(client.send('add', n))));
    expect(answers).toEqual([1, 2, 3].map(() => ({ pid: consumer.pid, outcome: 'done' })));
  });

  it('emits an event to a handler, with its trace', async () => {
    const traceId = randomUUID().replaceAll('-', '');
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await withJobContext({ id: 'request', traceparent }, () =>
      firstValueFrom(client.emit('add', 42), { defaultValue: undefined }),
    );
    await eventually(async () => {
      const [row] = await fixture.database.query<{ message_id: string }[]>(
        'select message_id from effect where n = 42',
      );
      expect((await jobs.getJob(row?.message_id ?? ''))?.data).toMatchObject({
        payload: 42,
        traceparent: expect.stringContaining(traceId),
      });
    });
  });

  it('receives the reason if its request fails, and leaves no dead letter', async () => {
    await expect(firstValueFrom(client.send('multiply', 1))).rejects.toThrow(/Nothing handles "multiply"/);
    expect(await jobs.getFailedCount()).toBe(0);
  });

  it('times out as configured, and its request expires', async () => {
    const asking = withoutConsumer({ sendTimeoutMs: 50 });
    await expect(firstValueFrom(asking.send('add', 1))).rejects.toThrow(SendTimeout);
    await asking.close();
    const late = aClient({ sendTimeoutMs: 0 });
    await expect(firstValueFrom(late.send('add', 4_711))).rejects.toThrow(SendTimeout);
    await late.close();
    await expect(firstValueFrom(client.send('add', 1))).resolves.toMatchObject({ outcome: 'done' });
    expect(await fixture.database.query('select 1 from effect where n = 4711')).toEqual([]);
  });

  it('rejects pending requests when it is closed', async () => {
    const unheard = aQueue();
    const waiting = openQueue(unheard, fixture.queueUrl) as Queue;
    const asking = aClient({ queue: unheard });
    const asked = firstValueFrom(asking.send('add', 1));
    const refused = expect(asked).rejects.toThrow(RpcException);
    await eventually(async () => expect(await waiting.getWaitingCount()).toBe(1));
    await asking.close();
    await refused;
    await closeQueue(waiting);
  });

  it('fails while the queue server is down, and works once it is up', async () => {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    const client = aClient({ url: gate.url });
    await expect(firstValueFrom(client.send('add', 1))).rejects.toThrow();
    await expect(firstValueFrom(client.emit('add', 1))).rejects.toThrow();
    await gate.open();
    await eventually(() =>
      expect(firstValueFrom(client.send('add', 1))).resolves.toMatchObject({ outcome: 'done' }),
    );
    await client.close();
    await gate.shut();
  });

  it('closes in time after the queue server stopped', async () => {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    const client = aClient({ url: gate.url });
    await firstValueFrom(client.send('add', 1));
    gate.refuse();
    await eventually(() => expect(gate.refused).toBeGreaterThan(0));
    await client.close();
    await gate.shut();
  }, 15_000);

  it("is a client of Nest's ClientsModule", async () => {
    const options = { queue, url: fixture.queueUrl, logger, sendTimeoutMs: 30_000 };
    const module = await Test.createTestingModule({
      imports: [ClientsModule.register([{ name: 'ADDER', customClass: BullMqClient, options }])],
    }).compile();
    await module.init();
    const answer = firstValueFrom(module.get<BullMqClient>('ADDER').send('add', 1));
    await expect(answer).resolves.toMatchObject({ outcome: 'done' });
    await module.close();
  });
});
