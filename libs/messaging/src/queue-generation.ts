import { randomUUID } from 'node:crypto';
import { redisClusterOf } from '@holdfast/service-defaults';
import { type Cluster, type Redis } from 'ioredis';
import { isPostgres, publishingTimes } from './queue-backend.ts';
import { keyPrefixOf, openRedis, type PublishingTimes } from './redis-clients.ts';

/**
 * Identifies the data of a queue server: messages published to another generation may be lost. Both fields
 * are null on Postgres, which keeps what it has accepted.
 */
export interface QueueGeneration {
  /** Changes when the server comes back empty. */
  readonly generationId: string | null;
  /**
   * Changes when the server restarts or a replica replaces it, either of which may lose the newest messages.
   * Redis's `run_id`, written as a UUID.
   */
  readonly runId: string | null;
}

const postgresGeneration: QueueGeneration = { generationId: null, runId: null };

/**
 * Never expires, so it disappears only with all other data. On a cluster it is stored on the node that holds
 * the queues.
 */
function generationKeyOf(url: string): string {
  const key = 'holdfast:queue-generation';
  return redisClusterOf(url) === undefined ? key : `${keyPrefixOf(url)}:${key}`;
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);

/** Replaces an unusable value, unless another process just did. */
const replaceUnreadable = `
local value, four = redis.pcall('get', KEYS[1]), '%x%x%x%x'
local id = '^' .. four .. four .. string.rep('%-' .. four, 4) .. four .. four .. '$'
if type(value) ~= 'string' or not string.find(value, id) then redis.call('set', KEYS[1], ARGV[1]) end`;

/**
 * Reads the generation of a queue server, and gives it one if it has none yet or one that is unreadable.
 */
export class QueueGenerationReader {
  private redis: Redis | Cluster | undefined;

  constructor(
    private readonly queueUrl: string,
    private readonly times: PublishingTimes = publishingTimes,
  ) {}

  /** @throws when the server is unavailable; the next call reconnects. */
  async read(): Promise<QueueGeneration> {
    if (isPostgres(this.queueUrl)) return postgresGeneration;
    this.redis ??= openRedis(this.queueUrl, this.times);
    try {
      return await readGeneration(this.redis, generationKeyOf(this.queueUrl));
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

async function readGeneration(redis: Redis | Cluster, key: string): Promise<QueueGeneration> {
  if (redis.status === 'wait') await connect(redis);
  const { generationId: kept, runId: keptBy } = await storedGeneration(redis, key);
  if (isId(kept)) return { generationId: kept, runId: keptBy };
  await redis.eval(replaceUnreadable, 1, key, randomUUID());
  const { generationId, runId } = await storedGeneration(redis, key);
  if (!isId(generationId)) throw new Error('the queue server did not report its generation');
  return { generationId, runId };
}

/** Rejects with the reason, which a single Redis reports only as an event. */
async function connect(redis: Redis | Cluster): Promise<void> {
  let reason: Error | undefined;
  const note = (error: Error): void => {
    reason = error;
  };
  redis.on('error', note);
  try {
    await redis.connect();
  } catch (error) {
    throw redis.isCluster ? error : (reason ?? error);
  } finally {
    redis.off('error', note);
  }
}

async function storedGeneration(redis: Redis | Cluster, key: string) {
  const replies = await redis.multi().set(key, randomUUID(), 'NX').get(key).info('server').exec();
  const [, [failure, generationId] = [], [, info] = []] = replies ?? [];
  const runId = /^run_id:(.{8})(.{4})(.{4})(.{4})(.{12})/m.exec(String(info))?.slice(1).join('-');
  if (runId === undefined) throw new Error('the queue server did not report its run ID', { cause: failure });
  return { generationId, runId };
}
