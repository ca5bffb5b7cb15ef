import { findOrFetchRedis, freePort, startRedis } from '@holdfast/local-stack';
import { Cluster, Redis } from 'ioredis';
import { SharedTestServer } from './test-server.ts';

export interface TestRedis {
  /** The address of a separate, empty logical database, so that `FLUSHDB` and any key name are safe. */
  readonly url: string;
  /** Removes every key. */
  readonly empty: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** Redis has 16 logical databases; number 0 records which ones are in use. */
const databaseCount = 16;

/** The database of a killed test becomes available after this time. */
const claimSeconds = 600;

const ownServer = new SharedTestServer(async (dataDir) => {
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  return { url: `redis://127.0.0.1:${port}`, server };
});

const isCluster = (url: string): boolean => url.startsWith('redis+cluster:');

/** A connection for a spec to the Redis or Redis Cluster of a test. */
export function redisAt(url: string): Redis | Cluster {
  return isCluster(url) ? clusterAt(url) : new Redis(url);
}

function clusterAt(url: string): Cluster {
  const { hostname, port } = new URL(url);
  return new Cluster([{ host: hostname, port: Number(port) }]);
}

let onClusterNow = 0;

/** A cluster has one database: it is emptied for the first user in this process, and later users share it. */
async function onCluster(url: string): Promise<TestRedis> {
  onClusterNow += 1;
  if (onClusterNow === 1) await flush(url);
  return {
    url,
    empty: () => flush(url),
    drop: async () => {
      onClusterNow -= 1;
      if (onClusterNow === 0) await flush(url);
    },
  };
}

async function flush(url: string): Promise<void> {
  const cluster = clusterAt(url);
  try {
    await cluster.ping();
    await Promise.all(cluster.nodes('master').map((node) => node.flushall()));
  } finally {
    cluster.disconnect();
  }
}

/**
 * An empty Redis database on TEST_REDIS_URL, or on a server that stops with its last user. Throws if no Redis
 * is available.
 */
export async function testRedis(): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined && isCluster(given)) return onCluster(given);
  const serverUrl = given ?? (await ownServer.hold());
  const redis = new Redis(serverUrl);
  const database = await claim(redis);
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return {
    url: url.href,
    empty: async () => {
      await redis.multi().select(database).flushdb().select(0).exec();
    },
    drop: async () => {
      await redis.multi().select(database).flushdb().select(0).del(claimKey(database)).exec();
      await redis.quit();
      if (given === undefined) await ownServer.release();
    },
  };
}

const claimKey = (database: number): string => `holdfast:test-database:${database}`;

async function claim(redis: Redis): Promise<number> {
  for (let database = 1; database < databaseCount; database += 1) {
    const claimed = await redis.set(claimKey(database), process.pid, 'EX', claimSeconds, 'NX');
    if (claimed === null) continue;
    await redis.multi().select(database).flushdb().select(0).exec();
    return database;
  }
  redis.disconnect();
  throw new Error(`All ${databaseCount - 1} Redis databases are in use: drop() them when a test is done.`);
}
