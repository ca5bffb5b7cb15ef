import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { testDatabase, testRedis } from '@holdfast/testing';
import { type Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { type Envelope, type MessageOptions, openWorker, outboxWrite } from '../src/index.ts';
import { createInboxSchema, createOutboxSchema } from '../src/schema.ts';

export type Backend = 'Redis' | 'Postgres';

/** BullMQ uses LISTEN, which a pooled session cannot: queues in Postgres are always reached directly. */
export async function queueDatabase() {
  const { directUrl, drop } = await testDatabase();
  return { url: directUrl, drop };
}

/** A database with an outbox, and a queue server of the given kind. */
export async function outboxFixture(backend: Backend) {
  const own = await testDatabase();
  const queueServer = backend === 'Redis' ? await testRedis() : await queueDatabase();
  const database = await new DataSource({ type: 'postgres', url: own.url }).initialize();
  await database.query(createOutboxSchema);
  await database.query(createInboxSchema);
  return {
    database,
    databaseUrl: own.url,
    directDatabaseUrl: own.directUrl,
    queueUrl: queueServer.url,
    close: async () => {
      await database.destroy();
      await own.drop();
      await queueServer.drop();
    },
  };
}

export const aQueue = (): string => `test-${randomUUID()}`;

/** Commits a message to the outbox and returns its ID. */
export async function write(
  database: DataSource,
  kind: { queue: string; name: string },
  payload: unknown,
  options: MessageOptions = {},
): Promise<string> {
  const { given, text } = outboxWrite('message', kind, payload, 'change', options);
  const columns = Object.entries(given);
  const parameters = columns.map(([column, [type]], index) => `$${index + 1}::${type} as ${column}`);
  const [row] = await database.query<{ message_id: string }[]>(
    `with given as (select ${parameters.join(', ')}) ${text}`,
    columns.map(([, [type, value]]) => (type === 'jsonb' ? JSON.stringify(value) : value)),
  );
  if (row === undefined) throw new Error('the outbox took no row');
  return row.message_id;
}

/** The IDs of unpublished messages. */
export async function waiting(database: DataSource): Promise<string[]> {
  const rows = await database.query<{ message_id: string }[]>(
    'select message_id from outbox where published_at is null order by message_id',
  );
  return rows.map((row) => row.message_id);
}

/** A consumer that records its deliveries in order. */
export function collect(queue: string, queueUrl: string) {
  const deliveries: Job<Envelope>[] = [];
  const worker = openWorker(
    queue,
    queueUrl,
    (job) => {
      deliveries.push(job);
      return Promise.resolve();
    },
    { concurrency: 1 },
  );
  worker.on('error', () => undefined);
  return { deliveries, close: (force = false) => worker.close(force) };
}

/** Its start takes longer on a busy machine, and is not counted. */
export async function closesInTime(app: { close(): Promise<unknown> }): Promise<void> {
  const begun = performance.now();
  await app.close();
  expect(performance.now() - begun).toBeLessThan(5_000);
}
