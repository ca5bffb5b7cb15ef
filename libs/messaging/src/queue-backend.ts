import { randomUUID } from 'node:crypto';
import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  Queue,
  QueueEvents,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { type Envelope } from './envelope.ts';
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

/** A queue to add to, whatever carries it. */
export interface MessageQueue {
  /** Resolves at the first connection. It may reject for good or never settle while the server is away. */
  waitUntilReady(): Promise<unknown>;
  addBulk(jobs: { name: string; data: Envelope; opts: JobsOptions }[]): Promise<unknown>;
  remove(jobId: string): Promise<unknown>;
  getBackend(): { close(force: boolean): Promise<void> };
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A worker on a queue, whatever carries it. */
export interface MessageWorker {
  waitUntilReady(): Promise<unknown>;
  /** Waits for the jobs in hand unless forced. */
  close(force?: boolean): Promise<void>;
  getBackend(): {
    on(event: 'ready' | 'close', listener: () => void): unknown;
    close(force: boolean): Promise<void>;
  };
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job<Envelope> | undefined, error: Error) => void): unknown;
}

/** What happens on a queue, whatever carries it. */
export interface MessageEvents {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  getBackend(): { close(force: boolean): Promise<void> };
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'completed', listener: (end: { jobId: string; returnvalue: unknown }) => void): unknown;
  on(event: 'failed', listener: (end: { jobId: string; failedReason: string }) => void): unknown;
}

export type Processor = (job: Job<Envelope>) => Promise<unknown>;

/** The schema that BullMQ keeps its tables in, when the queues live in Postgres. */
const postgresSchema = 'bullmq';

/**
 * 2 s to connect: a server on the same network answers within milliseconds (guess).
 * 5 s for an answer, less than the lease on the rows being moved: nobody else takes them meanwhile.
 */
export const publishingTimes: PublishingTimes = { connectMs: 2_000, answerMs: 5_000 };

/**
 * 10 s by default: publishing connects first, waits for an answer and, when that is no, looks whether the server is there, with 1 s to spare
 * (guess); a time limit around it should not be less.
 */
export function longestPublishMs({ connectMs, answerMs }: PublishingTimes = publishingTimes): number {
  return 2 * connectMs + answerMs + 1_000;
}

/** Being killed 20 times is no fault of a job; by default it counts as dead after the second. */
const takeOver = { ...locksOf(lockMs), maxStalledCount: 20 };
/** 1 s between a worker's tries while its server is away; closing it waits for the next one. BullMQ's own 15 s outlast a shutdown. */
const retryMs = 1_000;

const postgresProducer = ({ connectMs, answerMs }: PublishingTimes) => ({
  connectionTimeoutMillis: connectMs,
  query_timeout: answerMs,
});
/**
 * Closing waits for a connection that is being made, which a server that says nothing would keep up for ever. The connection that new messages are
 * announced on owes no answers: when it falls silent, they are found by the poll that comes every 5 s.
 */
const postgresConsumer = { connectionTimeoutMillis: publishingTimes.connectMs, query_timeout: silenceMs };

/** Whether the address names Postgres, and not Redis. */
export function isPostgres(url: string): boolean {
  return url.startsWith('postgres');
}

/** A queue to add to, on Redis or Postgres as the address says. */
export function openQueue(name: string, url: string, times = publishingTimes): MessageQueue {
  if (isPostgres(url))
    return new Queue(name, { connection: onPostgres(url, postgresProducer(times)) }, createPostgresBackend);
  return new Queue(name, { prefix: keyPrefixOf(url), connection: onRedis(url, redisProducer(times)) });
}

/** Whether `addBulk` adds all of its jobs or none: Postgres does, while Redis may refuse one and take those behind it. */
export function addsAtomically(url: string): boolean {
  return isPostgres(url);
}

/** Resolves once the queue or worker can be used; rejects when that takes more than 2 s, or what it may take. */
export function firstConnection(
  client: { waitUntilReady(): Promise<unknown> },
  { connectMs } = publishingTimes,
): Promise<void> {
  const tooLate = `the queue server cannot be reached within ${connectMs / 1_000} s`;
  return within(connectMs, tooLate, client.waitUntilReady());
}

/**
 * Resolves when the server takes a small message, on a connection of its own and within the time for connecting, and rejects otherwise: also when it answers but is
 * full or read-only. Nobody gets the message: it goes to a queue of its own, and away again.
 */
export async function probeQueueServer(url: string, times = publishingTimes): Promise<void> {
  const queue = openQueue('outbox-probe', url, times);
  const lost = new Promise<never>((_, reject) => queue.on('error', reject));
  const messageId = randomUUID();
  const data: Envelope = { messageId, traceparent: null, payload: null };
  const probe = async (): Promise<void> => {
    await queue.waitUntilReady();
    await queue.addBulk([{ name: 'probe', data, opts: { jobId: messageId } }]);
    await queue.remove(messageId);
  };
  try {
    await within(times.connectMs, 'the queue server takes nothing just now', Promise.race([probe(), lost]));
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

/** Lets go of the connection at once, whatever state it is in: a producer has nothing left to say. */
export function closeQueue(queue: MessageQueue): Promise<void> {
  return queue.getBackend().close(true);
}

/** What happens on a queue, as it happens, on Redis or Postgres as the address says. Events may be missed while the connection is lost. */
export function openQueueEvents(name: string, url: string): MessageEvents {
  if (isPostgres(url))
    return new QueueEvents(name, { connection: onPostgres(url, postgresConsumer) }, createPostgresBackend);
  return new QueueEvents(
    name,
    { prefix: keyPrefixOf(url), connection: onRedis(url, redisConsumer) },
    createConsumerBackend,
  );
}

/** Lets go of the connection at once; closed gently, one that was never there would be waited for. */
export async function closeEvents(events: MessageEvents): Promise<void> {
  const closed = events.close();
  await events.getBackend().close(true);
  await closed;
}

/** A worker on a queue, on Redis or Postgres as the address says. It runs at once. */
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
      createPostgresBackend,
    );
  return new Worker(
    name,
    process,
    { ...all, prefix: keyPrefixOf(url), connection: onRedis(url, redisConsumer) },
    createConsumerBackend,
  );
}

function onPostgres(url: string, options: Partial<ReturnType<typeof postgresProducer>>) {
  return { connectionString: url, schema: postgresSchema, migrate: true, ...options };
}
