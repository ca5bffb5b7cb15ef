import { findOrFetchRedis, freePort, startRedis } from '@holdfast/local-stack';
import { Cluster, Redis } from 'ioredis';
import { SharedTestServer } from './test-server.ts';

export interface TestRedis {
  /** Names an empty logical database of its own, so that `FLUSHDB` and any key name are safe. */
  readonly url: string;
  /** Removes every key. */
  readonly empty: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** Redis has 16 logical databases; number 0 holds who has which. */
const databaseCount = 16;

/** A test that was killed gives its database back after this long. */
const claimSeconds = 600;

const ownServer = new SharedTestServer(async (dataDir) => {
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  return { url: `redis://127.0.0.1:${port}`, server };
});

const isCluster = (url: string): boolean => url.startsWith('redis+cluster:');

/** A connection for a spec to whatever a test has its keys on. */
export function redisAt(url: string): Redis | Cluster {
  return isCluster(url) ? clusterAt(url) : new Redis(url);
}

function clusterAt(url: string): Cluster {
  const { hostname, port } = new URL(url);
  return new Cluster([{ host: hostname, port: Number(port) }]);
}

let onClusterNow = 0;

/** A cluster has one database: it is empty for the first in this process, and those beside it share it. */
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

/** An empty Redis database: on TEST_REDIS_URL, or on a server that ends with its last user. Throws when there is no Redis to be had. */
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
