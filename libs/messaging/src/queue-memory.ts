import { randomUUID } from 'node:crypto';
import { redisClusterOf } from '@holdfast/service-defaults';
import { type Cluster, type Redis } from 'ioredis';
import { isPostgres, publishingTimes } from './queue-backend.ts';
import { keyPrefixOf, openRedis, type PublishingTimes } from './redis-clients.ts';

/** Which memory a queue server has: what was published to another one may be lost. Null on Postgres, which keeps what it has taken. */
export interface Memory {
  /** Another one when the server came back empty. */
  readonly memoryId: string | null;
  /** Another one when the server was started anew, or when a replica took its place: the newest of its data may be missing. A UUID of Redis's `run_id`. */
  readonly runId: string | null;
}

const lasting: Memory = { memoryId: null, runId: null };

/** Never expires: it is gone only when everything is. On a cluster it lies on the node that has the queues, whose memory is meant. */
function memoryKeyOf(url: string): string {
  const key = 'holdfast:queue-memory';
  return redisClusterOf(url) === undefined ? key : `${keyPrefixOf(url)}:${key}`;
}

/** Tells one memory of the queue server from another. */
export class QueueMemory {
  private redis: Redis | Cluster | undefined;

  constructor(
    private readonly queueUrl: string,
    private readonly times: PublishingTimes = publishingTimes,
  ) {}

  /** @throws when the server cannot be used; the next call connects anew. */
  async read(): Promise<Memory> {
    if (isPostgres(this.queueUrl)) return lasting;
    this.redis ??= openRedis(this.queueUrl, this.times);
    try {
      return await readMemory(this.redis, memoryKeyOf(this.queueUrl));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.redis?.disconnect();
    this.redis = undefined;
  }
}

async function readMemory(redis: Redis | Cluster, memoryKey: string): Promise<Memory> {
  if (redis.status === 'wait') await redis.connect();
  const answers = await redis.multi().set(memoryKey, randomUUID(), 'NX').get(memoryKey).info('server').exec();
  const [, [, memoryId] = [], [, info] = []] = answers ?? [];
  const runId = /^run_id:(.{8})(.{4})(.{4})(.{4})(.{12})/m.exec(String(info))?.slice(1).join('-');
  if (typeof memoryId !== 'string' || runId === undefined)
    throw new Error('the queue server does not tell which memory it has');
  return { memoryId, runId };
}
