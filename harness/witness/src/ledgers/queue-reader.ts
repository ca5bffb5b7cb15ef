import { consumers as queues } from '@holdfast/local-stack';
import { Redis } from 'ioredis';
import { type Ledgers } from './ledgers.ts';

export type Queues = Pick<Ledgers, 'jobs' | 'deadLetters'>;

/** Reads the queues without consuming from them. */
export interface QueueReader {
  /** Dead letters since `since`, in milliseconds since the epoch. */
  read(since: number): Promise<Queues>;
  /** To a server that only has queues and caches; 0 if they share one with the ledgers. */
  connections(): Promise<number>;
  close(): void;
}

const responseTimeoutMs = 1_000;

/** Reads BullMQ's Redis keys directly. */
export class RedisQueueReader implements QueueReader {
  private readonly redis: Redis;

  constructor(url: string) {
    this.redis = new Redis(url, {
      maxRetriesPerRequest: 0,
      commandTimeout: responseTimeoutMs,
      connectTimeout: responseTimeoutMs,
      retryStrategy: () => 50,
    });
    // A scenario may kill Redis; the command reports it.
    this.redis.on('error', () => undefined);
  }

  async read(since: number): Promise<Queues> {
    const perQueue = await Promise.all(queues.map((queue) => this.readQueue(queue, since)));
    return {
      jobs: perQueue.flatMap(({ jobs }) => jobs),
      deadLetters: perQueue.flatMap(({ deadLetters }) => deadLetters),
    };
  }

  async connections(): Promise<number> {
    const info = await this.redis.info('clients');
    return Number(/^connected_clients:(\d+)/m.exec(info)?.[1]);
  }

  close(): void {
    this.redis.disconnect();
  }

  private async readQueue(queue: string, since: number): Promise<Queues> {
    const key = (name: string): string => `bull:${queue}:${name}`;
    const [waiting, paused, prioritized, active, delayed, failed] = await Promise.all([
      this.redis.llen(key('wait')),
      this.redis.llen(key('paused')),
      this.redis.zcard(key('prioritized')),
      this.redis.llen(key('active')),
      this.redis.zcard(key('delayed')),
      this.redis.zrangebyscore(key('failed'), since, '+inf'),
    ]);
    const deadLetters = await Promise.all(
      failed.map(async (id) => {
        const [name, reason] = await this.redis.hmget(key(id), 'name', 'failedReason');
        return { queue, id, name: name ?? '', reason: reason ?? '' };
      }),
    );
    const counts = { waiting: waiting + paused + prioritized, active, delayed, failed: failed.length };
    const jobs = Object.entries(counts).map(([state, count]) => ({ queue, state, count }));
    return { jobs, deadLetters };
  }
}

type Query = (sql: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** Reads BullMQ's Postgres tables, where there is no Redis. */
export class PostgresQueueReader implements QueueReader {
  private readonly query: Query;

  constructor(query: Query) {
    this.query = query;
  }

  async read(since: number): Promise<Queues> {
    const rows = await this.query(
      `select queue, id, name, state::text as state, coalesce(failed_reason, '') as reason from bullmq.job
       where state <> 'completed' and (state <> 'failed' or finished_at_ms >= $1)`,
      [Math.floor(since)],
    );
    const text = (value: unknown): string => String(value);
    const jobs = queues.flatMap((queue) =>
      ['waiting', 'active', 'delayed', 'failed'].map((state) => ({
        queue,
        state,
        count: rows.filter((row) => row['queue'] === queue && row['state'] === state).length,
      })),
    );
    const deadLetters = rows
      .filter(({ state }) => state === 'failed')
      .map((row) => ({
        queue: text(row['queue']),
        id: text(row['id']),
        name: text(row['name']),
        reason: text(row['reason']),
      }));
    return { jobs, deadLetters };
  }

  connections(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {}
}
