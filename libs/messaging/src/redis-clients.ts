import { clusterOptions, type RedisCluster, redisClusterOf, wasDemoted } from '@holdfast/service-defaults';
import {
  type BackendFactory,
  type ConnectionOptions,
  createIORedisClient,
  createRedisBackend,
  RedisConnection,
  type RedisOptions,
  type RedisQueueBackend,
} from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { pausing } from './pausing-backend.ts';

/** Queue server timeouts of a producer. */
export interface PublishingTimes {
  /** To connect; also for a test message after the server refused one. */
  readonly connectMs: number;
  readonly answerMs: number;
}

const redisClient: RedisOptions = {
  /** ioredis keeps the process alive for this long when it drops a connection that was never established. */
  disconnectTimeout: 500,
  reconnectOnError: wasDemoted,
};

/**
 * Producers fail fast, so that the relay notices an outage; consumers wait. A command that times out closes
 * its connection, which may have gone silent for good.
 */
export const redisProducer = ({ connectMs, answerMs }: PublishingTimes): RedisOptions => ({
  ...redisClient,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  connectTimeout: connectMs,
  commandTimeout: answerMs,
  socketTimeout: answerMs,
});

/**
 * 12 s: a consumer reconnects if an expected response stays away for this long; otherwise it would stay deaf
 * behind a network that drops everything. Longer than the 10 s that a poll may wait for a message.
 */
export const silenceMs = 12_000;
export const redisConsumer: RedisOptions = {
  ...redisClient,
  maxRetriesPerRequest: null,
  socketTimeout: silenceMs,
};

/**
 * BullMQ's default on a single Redis. On a cluster, braces put all keys into one slot and thus on one node,
 * because BullMQ's scripts touch several keys.
 */
export function keyPrefixOf(url: string): string {
  return redisClusterOf(url) === undefined ? 'bull' : '{bull}';
}

export function onRedis(url: string, options: RedisOptions): ConnectionOptions {
  return { url, ...options };
}

/**
 * A connection to the queues' Redis, not yet established: `connect` connects or rejects within `connectMs`.
 * It fails fast, like a producer.
 */
export function openRedis(url: string, times: PublishingTimes): Redis | Cluster {
  const redis = clientOf({ url, ...redisProducer(times), lazyConnect: true });
  // Connection errors also reject the commands.
  redis.on('error', () => undefined);
  return redis;
}

function clientOf({ url, ...options }: RedisOptions & { url?: string }): Redis | Cluster {
  if (url === undefined) return new Redis(options);
  const cluster = redisClusterOf(url);
  return cluster === undefined ? new Redis(url, options) : clusterClient(cluster, options);
}

interface WholeCluster {
  readonly enableOfflineQueue?: boolean;
  readonly lazyConnect?: boolean;
  readonly connectTimeout?: number;
}

interface PerNode {
  readonly maxRetriesPerRequest?: number | null;
  readonly commandTimeout?: number;
  readonly socketTimeout?: number;
  readonly disconnectTimeout?: number;
  readonly connectionName?: string;
}

const passedOn = new Set([
  'maxRetriesPerRequest',
  'commandTimeout',
  'socketTimeout',
  'disconnectTimeout',
  'connectionName',
]);

function clusterClient(cluster: RedisCluster, options: RedisOptions): Cluster {
  const { nodes } = cluster;
  const { ofCluster, ofNode } = clusterOptions(cluster);
  // BullMQ's host, port and reconnect pauses apply to a single server.
  const { enableOfflineQueue = true, lazyConnect = false, connectTimeout = 10_000 } = options as WholeCluster;
  const perNode = Object.fromEntries(
    Object.entries(options).filter(([name]) => passedOn.has(name)),
  ) as PerNode;
  return new Cluster([...nodes], {
    ...ofCluster,
    enableOfflineQueue,
    lazyConnect,
    slotsRefreshTimeout: Math.min(1_000, connectTimeout / nodes.length),
    redisOptions: { ...perNode, connectTimeout, ...ofNode },
  });
}

interface QueueRedisOptions extends RedisOptions {
  /** Aborting it ends the connection for good. */
  readonly givenUp?: AbortSignal;
}

/**
 * With a factory, BullMQ creates, duplicates and closes its connections itself. A client passed in would be
 * ours to close.
 */
RedisConnection.clientFactory = ({ givenUp, ...options }: QueueRedisOptions) => {
  const client = clientOf(options);
  givenUp?.addEventListener('abort', () => endForGood(client), { once: true });
  return createIORedisClient(client);
};

/**
 * BullMQ's own backend, except that `close(true)` ends its connections for good in any state, also during a
 * graceful close. On its own, BullMQ waits forever for a connection between two attempts, and keeps renewing
 * locks (https://github.com/taskforcesh/bullmq/issues/4656); or it closes a connection that is awaited, which
 * then reconnects.
 */
export const createConsumerBackend: BackendFactory<RedisQueueBackend> = (name, options, needs) => {
  const givenUp = new AbortController();
  const connection = { ...options.connection, givenUp: givenUp.signal };
  const backend = pausing(createRedisBackend(name, { ...options, connection }, needs));
  const close = backend.close.bind(backend);
  backend.close = (isForced) => {
    if (isForced) givenUp.abort();
    return close(isForced);
  };
  return backend;
};

function endForGood(client: Redis | Cluster): void {
  client.connect = () => Promise.reject(new Error('this Redis connection was closed'));
  if (client.status === 'end') return;
  client.on('error', () => undefined);
  const hasNothingToEnd = client.status === 'reconnecting' || client.status === 'disconnecting';
  client.disconnect();
  if (!hasNothingToEnd) return;
  // Between two attempts, ioredis emits no `end`. A connection in status `wait` ends immediately, together
  // with its queued commands. BullMQ gives up commands that a Redis received but did not answer within 11 s.
  client.status = 'wait';
  client.disconnect();
}
