import { randomUUID } from 'node:crypto';
import { newId, type OrderPaid, orderPaid, type RecommendationList } from '@holdfast/contracts';
import { BullMqServer, openQueue } from '@holdfast/messaging';
import { bootService } from '@holdfast/service-defaults';
import { DocumentedAnswers, testDatabase } from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { recommendationsDataSource } from '../src/database/recommendations.data-source.ts';
import { readRecommendationsConfig } from '../src/recommendations.config.ts';
import { RecommendationsModule } from '../src/recommendations.module.ts';
import { openApi } from '../src/recommendations.openapi.ts';

/** A migrated database, a queue and two instances of the service. */
export async function recommendationsFixture(queueServer: { url: string }) {
  const own = await testDatabase();
  // The fixture's connection has no time limits; those of the service do.
  const database = await new DataSource({ ...recommendationsDataSource(own.url), extra: {} }).initialize();
  await database.runMigrations();
  const config = readRecommendationsConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    // The tests share the process with the instances and may block its event loop.
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    DATABASE_CONNECTION_TIMEOUT_MS: '10000',
    DATABASE_URL: own.url,
    QUEUE_URL: queueServer.url,
    API_KEYS: 'checkout:s3cret-of-these-tests-alone:read',
  });
  const queueName = `test-${randomUUID()}`;
  const boot = () =>
    bootService({
      name: 'recommendations',
      config,
      openApi,
      module: (logger) => RecommendationsModule.register(config, logger),
      consumers: () => [
        new BullMqServer({ queue: queueName, url: config.QUEUE_URL, logger: pino({ level: 'silent' }) }),
      ],
    });
  const copies = [await boot(), await boot()] as const;
  const answers = new DocumentedAnswers('recommendations');
  const url = answers.from(await copies[0].getUrl());
  const queue = openQueue(queueName, config.QUEUE_URL) as Queue;

  return {
    queue,

    /** Publishes a paid order and returns its job ID. `messageId` repeats a message under another job. */
    async publish(payload: unknown, messageId: string = randomUUID()): Promise<string> {
      const jobId = randomUUID();
      await queue.add(orderPaid.name, { messageId, traceparent: null, payload }, { jobId, attempts: 20 });
      return jobId;
    },

    async recommend(customerId: string, query = '', authorization = 'Bearer s3cret-of-these-tests-alone') {
      const address = `${url}/recommendations/${encodeURIComponent(customerId)}${query}`;
      const response = await fetch(address, { headers: { authorization } });
      return { status: response.status, body: (await response.json()) as RecommendationList };
    },

    resilience: async (): Promise<unknown> => (await fetch(`${url}/resilience`)).json(),

    forget: () => database.query('truncate inbox, purchase, co_purchase, customer_product'),

    async close(): Promise<void> {
      await Promise.all(copies.map((copy) => copy.close()));
      await queue.close();
      await database.destroy();
      await own.drop();
      answers.verify();
    },
  };
}

export const aPaidOrder = (customerId: string, ...productIds: string[]): OrderPaid => ({
  version: 1,
  orderId: newId('ord'),
  customerId,
  productIds,
  paidAt: '2026-11-24T15:23:28.484Z',
});
