import { consumers as queues } from '@holdfast/local-stack';
import { Redis } from 'ioredis';
import {
  ageInPostgres,
  ageInRedis,
  finishedInPostgres,
  finishedInRedis,
  type FinishedJobs,
  type HandledJobs,
} from './finished-jobs.ts';
import { type Ledgers } from './ledgers.ts';
import { readRedisEntries, type RedisEntry } from './redis-entries.ts';

export type Queues = Pick<Ledgers, 'jobs' | 'deadLetters'>;

/** Reads the queues without consuming from them. */
export interface QueueReader {
  /**
   * Dead letters since `remember`. Without it, those since `since`, in milliseconds since the epoch, by the
   * clock of the consumer.
   */
  read(since: number): Promise<Queues>;
  /** From now on, readings leave out the dead letters that there are, until these fail again. */
  remember(): Promise<void>;
  /** All dead letters that there are, by queue. */
  allDead(): Promise<Readonly<Record<string, number>>>;
  /** From now on, each queue has a handled job that is older than any may be kept. */
  age(): Promise<void>;
  /** Lists how much is kept too long, of each queue that has handled a job since `age`. */
  finished(): Promise<readonly FinishedJobs[]>;
  /** Others of its server that were not read before; none if they share one with the ledgers. */
  otherEntries(): Promise<readonly RedisEntry[]>;
  /** To a server that only has queues and caches; 0 if they share one with the ledgers. */
  connections(): Promise<number>;
  close(): void;
}

const responseTimeoutMs = 1_000;

interface Failed {
  readonly queue: string;
  readonly id: string;
  /** When it failed, by the clock of its consumer, in milliseconds since the epoch. */
  readonly at: number;
}

/** Dead letters of earlier are not new: but one that is retried and fails again is. */
class Earlier {
  private known: ReadonlySet<string> | undefined;

  remember(failed: readonly Failed[]): void {
    this.known = new Set(failed.map(keyOf));
  }

  isNew(failed: Failed, since: number): boolean {
    return this.known === undefined ? failed.at >= since : !this.known.has(keyOf(failed));
  }
}

const countsOf = (failed: readonly Failed[]): Record<string, number> =>
  Object.fromEntries(queues.map((queue) => [queue, failed.filter((each) => each.queue === queue).length]));

const keyOf = ({ queue, id, at }: Failed): string => `${queue} ${id} ${at}`;

/** Reads BullMQ's Redis keys directly. */
export class RedisQueueReader implements QueueReader {
  private readonly redis: Redis;
  private readonly earlier = new Earlier();
  private readonly entriesRead = new Set<string>();
  private handledBefore: HandledJobs = {};

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

  async remember(): Promise<void> {
    this.earlier.remember(await this.failed());
  }

  async allDead(): Promise<Readonly<Record<string, number>>> {
    return countsOf(await this.failed());
  }

  async age(): Promise<void> {
    this.handledBefore = await ageInRedis(this.redis);
  }

  finished(): Promise<readonly FinishedJobs[]> {
    return finishedInRedis(this.redis, this.handledBefore);
  }

  otherEntries(): Promise<readonly RedisEntry[]> {
    return readRedisEntries(this.redis, this.entriesRead);
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
      this.failedIn(queue),
    ]);
    const letters = failed.filter((each) => this.earlier.isNew(each, since));
    const deadLetters = await Promise.all(
      letters.map(async ({ id }) => {
        const [name, reason] = await this.redis.hmget(key(id), 'name', 'failedReason');
        return { queue, id, name: name ?? '', reason: reason ?? '' };
      }),
    );
    const counts = { waiting: waiting + paused + prioritized, active, delayed, failed: letters.length };
    const jobs = Object.entries(counts).map(([state, count]) => ({ queue, state, count }));
    return { jobs, deadLetters };
  }

  private async failed(): Promise<Failed[]> {
    return (await Promise.all(queues.map((queue) => this.failedIn(queue)))).flat();
  }

  /** The set has each ID, followed by its time. */
  private async failedIn(queue: string): Promise<Failed[]> {
    const listed = await this.redis.zrange(`bull:${queue}:failed`, 0, '-1', 'WITHSCORES');
    return listed.flatMap((id, index) =>
      index % 2 === 0 ? [{ queue, id, at: Number(listed[index + 1]) }] : [],
    );
  }
}

type Query = (sql: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** Reads BullMQ's Postgres tables, where there is no Redis. */
export class PostgresQueueReader implements QueueReader {
  private readonly query: Query;
  private readonly earlier = new Earlier();

  constructor(query: Query) {
    this.query = query;
  }

  async read(since: number): Promise<Queues> {
    const listed = await this.query(
      `select queue, id, name, state::text as state, coalesce(failed_reason, '') as reason, finished_at_ms as at
       from bullmq.job where state <> 'completed'`,
      [],
    );
    const rows = listed.filter(
      (row) => row['state'] !== 'failed' || this.earlier.isNew(failedOf(row), Math.floor(since)),
    );
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
        queue: String(row['queue']),
        id: String(row['id']),
        name: String(row['name']),
        reason: String(row['reason']),
      }));
    return { jobs, deadLetters };
  }

  async remember(): Promise<void> {
    this.earlier.remember(await this.failed());
  }

  async allDead(): Promise<Readonly<Record<string, number>>> {
    return countsOf(await this.failed());
  }

  age(): Promise<void> {
    return ageInPostgres(this.query);
  }

  finished(): Promise<readonly FinishedJobs[]> {
    return finishedInPostgres(this.query);
  }

  otherEntries(): Promise<readonly RedisEntry[]> {
    return Promise.resolve([]);
  }

  connections(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {}

  private async failed(): Promise<Failed[]> {
    const failed = `select queue, id, finished_at_ms as at from bullmq.job where state = 'failed'`;
    return (await this.query(failed, [])).map(failedOf);
  }
}

const failedOf = ({ queue, id, at }: Readonly<Record<string, unknown>>): Failed => ({
  queue: String(queue),
  id: String(id),
  at: Number(at),
});
