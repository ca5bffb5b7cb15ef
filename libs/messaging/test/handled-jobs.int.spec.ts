import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { openQueue, OutboxRelay } from '../src/index.ts';
import { aQueue, collect, outboxFixture } from './outbox-fixture.ts';

const messages = 1_200;

describe('handled jobs on Redis', () => {
  const queue = aQueue();
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let jobs: Queue;

  beforeAll(async () => {
    fixture = await outboxFixture('Redis');
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
  });
  afterAll(async () => {
    await jobs.close();
    await fixture.close();
  });

  it('fill no more memory than 1,000 of them', async () => {
    await fixture.database.query(
      `insert into outbox (message_id, queue, name, payload, attempts)
       select gen_random_uuid(), $1, 'change', '{}', 3 from generate_series(1, ${messages})`,
      [queue],
    );
    const relay = new OutboxRelay(fixture.database, fixture.queueUrl, pino({ level: 'silent' }));
    const consumer = collect(queue, fixture.queueUrl);
    relay.start();
    await eventually(() => expect(consumer.deliveries.length).toBe(messages), { timeoutMs: 90_000 });
    await eventually(async () =>
      expect(await jobs.getJobCounts('active', 'completed')).toEqual({ active: 0, completed: 1_000 }),
    );
    await relay.stop();
    await consumer.close();
  });
});
