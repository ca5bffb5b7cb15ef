import {
  type ConnectionOptions,
  createPostgresBackend,
  type Job,
  type JobsOptions,
  Queue,
  type RedisOptions,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { type Envelope } from './envelope.ts';

/** A queue to add to, whatever carries it. */
export interface MessageQueue {
  addBulk(jobs: { name: string; data: Envelope; opts: JobsOptions }[]): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A worker on a queue, whatever carries it. */
export interface MessageWorker {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job<Envelope> | undefined, error: Error) => void): unknown;
}

export type Processor = (job: Job<Envelope>) => Promise<unknown>;

/** The schema that BullMQ keeps its tables in, when the queues live in Postgres. */
const postgresSchema = 'bullmq';

/** Producers fail fast, so that the relay sees that Redis is away; consumers wait for it. */
const redisProducer: RedisOptions = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  connectTimeout: 2_000,
};
const redisConsumer: RedisOptions = { maxRetriesPerRequest: null };

function isPostgres(url: string): boolean {
  return url.startsWith('postgres');
}

/** A queue to add to, on Redis or Postgres as the address says. */
export function openQueue(name: string, url: string): MessageQueue {
  if (isPostgres(url)) return new Queue(name, { connection: onPostgres(url) }, createPostgresBackend);
  return new Queue(name, { connection: onRedis(url, redisProducer) });
}

/** A worker on a queue, on Redis or Postgres as the address says. It runs at once. */
export function openWorker(
  name: string,
  url: string,
  process: Processor,
  options: Omit<WorkerOptions, 'connection'>,
): MessageWorker {
  if (isPostgres(url))
    return new Worker(name, process, { ...options, connection: onPostgres(url) }, createPostgresBackend);
  return new Worker(name, process, { ...options, connection: onRedis(url, redisConsumer) });
}

function onRedis(url: string, options: RedisOptions): ConnectionOptions {
  return { url, ...options };
}

function onPostgres(url: string): { connectionString: string; schema: string; migrate: boolean } {
  return { connectionString: url, schema: postgresSchema, migrate: true };
}
