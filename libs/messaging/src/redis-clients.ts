import { clusterOptions, type RedisCluster, redisClusterOf } from '@holdfast/service-defaults';
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

/** How long whoever publishes waits for a queue server. */
export interface PublishingTimes {
  /** To connect; and, when the server refuses a message, for it to take one of our own. */
  readonly connectMs: number;
  readonly answerMs: number;
}

/** ioredis keeps the process alive for this long when it lets go of a connection that never was. */
const redisClient: RedisOptions = { disconnectTimeout: 500 };

/**
 * Producers fail fast, so that the relay sees that the server is away; consumers wait for it. With a command that is given up goes its connection,
 * which may have fallen silent for good.
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
 * 12 s: a consumer's connection that says nothing for so long while an answer is due is given up, and made anew; else one behind a network that
 * drops everything would be deaf for ever. More than the 10 s that a poll may wait for the next message.
 */
export const silenceMs = 12_000;
export const redisConsumer: RedisOptions = {
  ...redisClient,
  maxRetriesPerRequest: null,
  socketTimeout: silenceMs,
};

/** BullMQ's own on one Redis; on a cluster in braces, which put all keys into one slot: its scripts touch many, and so need them on one node. */
export function keyPrefixOf(url: string): string {
  return redisClusterOf(url) === undefined ? 'bull' : '{bull}';
}

export function onRedis(url: string, options: RedisOptions): ConnectionOptions {
  return { url, ...options };
}

/** A connection to the Redis that carries the queues, not yet made: `connect` makes it or rejects within `connectMs`. It fails fast, as producers do. */
export function openRedis(url: string, times: PublishingTimes): Redis | Cluster {
  const redis = clientOf({ url, ...redisProducer(times), lazyConnect: true });
  // What is wrong with the connection its commands say.
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
  // BullMQ's host, port and pauses between tries are those of a single server.
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
  /** When this aborts, the connection is ended for good. */
  readonly givenUp?: AbortSignal;
}

/** BullMQ makes, duplicates and closes its connections itself only when it is told how to make one: given a client, it would leave it to us to close. */
RedisConnection.clientFactory = ({ givenUp, ...options }: QueueRedisOptions) => {
  const client = clientOf(options);
  givenUp?.addEventListener('abort', () => endForGood(client), { once: true });
  return createIORedisClient(client);
};

/**
 * BullMQ's own, of which `close(true)` ends the connections for good, whatever they are doing, and also when it was closing already. Alone, BullMQ waits for ever for the
 * end of one that is between two tries, and renews locks meanwhile (https://github.com/taskforcesh/bullmq/issues/4656); or it closes one that somebody waits for, and
 * that one is made anew.
 */
export const createConsumerBackend: BackendFactory<RedisQueueBackend> = (name, options, needs) => {
  const givenUp = new AbortController();
  const connection = { ...options.connection, givenUp: givenUp.signal };
  const backend = createRedisBackend(name, { ...options, connection }, needs);
  const close = backend.close.bind(backend);
  backend.close = (isForced) => {
    if (isForced) givenUp.abort();
    return close(isForced);
  };
  return backend;
};

function endForGood(client: Redis | Cluster): void {
  client.connect = () => Promise.reject(new Error('this connection to Redis was given up'));
  if (client.status === 'end') return;
  client.on('error', () => undefined);
  const hasNothingToEnd = client.status === 'reconnecting' || client.status === 'disconnecting';
  client.disconnect();
  if (!hasNothingToEnd) return;
  // Between two tries ioredis tells of no end. One that was never connected ends at once, and with it the commands that wait in it; those that one Redis got
  // and did not answer BullMQ gives up by itself, within 11 s.
  client.status = 'wait';
  client.disconnect();
}
