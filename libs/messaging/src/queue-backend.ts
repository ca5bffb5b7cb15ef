import { randomUUID } from 'node:crypto';
import { PostgresClient } from '@holdfast/service-defaults';
import { createPostgresBackend, type Job, type JobsOptions, Queue, Worker, type WorkerOptions } from 'bullmq';
import { type Envelope } from './envelope.ts';
import { completedKeptInRedis, completedKeptSeconds } from './message-job.ts';
import { retryMs } from './pausing-backend.ts';
import { createPostgresConsumer } from './postgres-consumer.ts';
import {
  createConsumerBackend,
  keyPrefixOf,
  onRedis,
  type PublishingTimes,
  redisConsumer,
  redisProducer,
  silenceMs,
} from './redis-clients.ts';
import { lockMs, locksOf } from './worker-locks.ts';

/** A queue to add jobs to, on Redis or Postgres. */
export interface MessageQueue {
  /** Resolves at the first connection. While the server is down it may reject, or never settle. */
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: Envelope, opts: JobsOptions): Promise<unknown>;
  addBulk(jobs: { name: string; data: Envelope; opts: JobsOptions }[]): Promise<unknown>;
  remove(jobId: string): Promise<unknown>;
  getBackend(): { close(force: boolean): Promise<void> };
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A worker on a queue, on Redis or Postgres. */
export interface MessageWorker {
  waitUntilReady(): Promise<unknown>;
  /** Fetches no more jobs. Waits for active ones, except if `doNotWaitActive` is true. */
  pause(doNotWaitActive?: boolean): Promise<void>;
  /** Waits for active jobs unless forced. */
  close(force?: boolean): Promise<void>;
  getBackend(): {
    on(event: 'ready' | 'close', listener: () => void): unknown;
    close(force: boolean): Promise<void>;
  };
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job<Envelope> | undefined, error: Error) => void): unknown;
}

export type Processor = (job: Job<Envelope>) => Promise<unknown>;

/** The schema of BullMQ's tables if the queues are in Postgres. */
const postgresSchema = 'bullmq';

/**
 * 2 s to connect: a server on the same network responds within milliseconds. 5 s for a response: less than
 * the lease of the rows, so that no other relay takes them in the meantime.
 */
export const publishingTimes: PublishingTimes = { connectMs: 2_000, answerMs: 5_000 };

/**
 * 10 s by default: publishing connects, waits for a response and, if it fails, probes the server; 1 s is
 * spare. A timeout around publishing should not be shorter.
 */
export function longestPublishMs({ connectMs, answerMs }: PublishingTimes = publishingTimes): number {
  return 2 * connectMs + answerMs + 1_000;
}

/**
 * A job is dead only after 21 of its workers crashed, because a crash is rarely the job's fault. BullMQ's
 * default is two.
 */
const takeOver = { ...locksOf(lockMs), maxStalledCount: 20 };

const postgresProducer = ({ connectMs, answerMs }: PublishingTimes) => ({
  connectionTimeoutMillis: connectMs,
  query_timeout: answerMs,
});
/**
 * Closing waits for a connection attempt, which an unresponsive server would delay forever. The connection
 * that announces new messages owes no responses: if it goes silent, polling finds them every 5 s.
 */
const postgresConsumer = { connectionTimeoutMillis: publishingTimes.connectMs, query_timeout: silenceMs };

/** True if the URL names Postgres instead of Redis. */
export function isPostgres(url: string): boolean {
  return url.startsWith('postgres');
}

/**
 * Opens a queue to add jobs to, on Redis or Postgres depending on the URL. A handled job is kept for 24 h, on
 * Redis only among the last 1,000.
 */
export function openQueue(name: string, url: string, times = publishingTimes): MessageQueue {
  const age = completedKeptSeconds;
  if (isPostgres(url)) {
    const connection = onPostgres(url, postgresProducer(times));
    return new Queue(
      name,
      { connection, defaultJobOptions: { removeOnComplete: { age } } },
      createPostgresBackend,
    );
  }
  return new Queue(name, {
    prefix: keyPrefixOf(url),
    connection: onRedis(url, redisProducer(times)),
    defaultJobOptions: { removeOnComplete: { age, count: completedKeptInRedis } },
  });
}

/**
 * True if `addBulk` adds all of its jobs or none. Postgres does; Redis may refuse one job and accept those
 * behind it.
 */
export function addsAtomically(url: string): boolean {
  return isPostgres(url);
}

/** Resolves once the queue or worker is connected; rejects after `connectMs`, by default 2 s. */
export function firstConnection(
  client: { waitUntilReady(): Promise<unknown> },
  { connectMs } = publishingTimes,
): Promise<void> {
  const tooLate = `queue server not reached within ${connectMs / 1_000} s`;
  return within(connectMs, tooLate, client.waitUntilReady());
}

/**
 * Resolves if the server accepts a small message on a new connection within `connectMs`; rejects otherwise,
 * including when it responds but is full or read-only. The message is never delivered: it goes to a queue of
 * its own and is deleted.
 */
export async function probeQueueServer(url: string, times = publishingTimes): Promise<void> {
  const queue = openQueue('outbox-probe', url, times);
  const lost = new Promise<never>((_, reject) => queue.on('error', reject));
  const messageId = randomUUID();
  const data: Envelope = { messageId, traceparent: null, payload: null };
  const probe = async (): Promise<void> => {
    await queue.waitUntilReady();
    await queue.add('probe', data, { jobId: messageId });
    await queue.remove(messageId);
  };
  try {
    await within(times.connectMs, 'queue server accepts no messages', Promise.race([probe(), lost]));
  } finally {
    await closeQueue(queue);
  }
}

async function within(timeoutMs: number, tooLate: string, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(tooLate)), timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Drops the connection immediately, in any state: a producer has nothing left to send. */
export function closeQueue(queue: MessageQueue): Promise<void> {
  return queue.getBackend().close(true);
}

/** Opens a worker on a queue, on Redis or Postgres depending on the URL. It starts immediately. */
export function openWorker(
  name: string,
  url: string,
  process: Processor,
  options: Omit<WorkerOptions, 'connection'>,
): MessageWorker {
  const all = { ...takeOver, runRetryDelay: retryMs, ...options };
  if (isPostgres(url))
    return new Worker(
      name,
      process,
      { ...all, connection: onPostgres(url, postgresConsumer) },
      createPostgresConsumer,
    );
  return new Worker(
    name,
    process,
    { ...all, prefix: keyPrefixOf(url), connection: onRedis(url, redisConsumer) },
    createConsumerBackend,
  );
}

function onPostgres(url: string, options: Partial<ReturnType<typeof postgresProducer>>) {
  return {
    connectionString: url,
    schema: postgresSchema,
    migrate: true,
    Client: PostgresClient,
    ...options,
  };
}
