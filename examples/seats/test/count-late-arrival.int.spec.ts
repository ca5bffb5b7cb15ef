import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openQueue } from '@holdfast/messaging';
import { exampleSettings } from '@holdfast/service-defaults';
import {
  eventually,
  type ServiceProcess,
  startService,
  type TestDatabase,
  testDatabase,
} from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { latecomerAdmitted } from '../src/count-late-arrival/latecomer-admitted.ts';
import { seatsDataSource } from '../src/database/seats.data-source.ts';

describe('count-late-arrival', () => {
  let own: TestDatabase;
  let database: DataSource;
  let service: ServiceProcess;
  let queue: Queue;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource({ ...seatsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    service = await startService({
      program: 'examples/seats/dist/main.js',
      env: {
        ...exampleSettings(new URL('../.env.example', import.meta.url)),
        DATABASE_URL: own.url,
        QUEUE_URL: own.directUrl,
        LOG_LEVEL: 'warn',
      },
    });
    queue = openQueue(latecomerAdmitted.queue, own.directUrl) as Queue;
  });

  afterAll(async () => {
    await queue.close();
    await service.kill();
    await database.destroy();
    await own.drop();
  });

  async function deliver(messageId: string, customer: string): Promise<void> {
    const { name } = latecomerAdmitted;
    const jobId = randomUUID();
    await queue.add(name, { messageId, traceparent: null, payload: { version: 1, customer } }, { jobId });
    await eventually(async () => {
      const state = await (await queue.getJob(jobId))?.getState();
      if (state !== 'completed') throw new Error(`the message is ${state}`);
    });
  }

  const stored = (customer: string): Promise<object[]> =>
    database.query('select count from late_arrivals where customer = $1', [customer]);

  it('counts each message once, however often it is delivered', async () => {
    const [customer, messageId] = [randomUUID(), randomUUID()];
    await deliver(messageId, customer);
    await deliver(messageId, customer);
    expect(await stored(customer)).toEqual([{ count: 1 }]);
    await deliver(randomUUID(), customer);
    expect(await stored(customer)).toEqual([{ count: 2 }]);
  });
});
