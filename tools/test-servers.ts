import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  embeddedPostgresUrl,
  findOrFetchRedis,
  findPgBouncer,
  freePort,
  startPgBouncer,
  startPostgres,
  startRedis,
  startRedisCluster,
} from '@holdfast/local-stack';
import { type Tally } from './test-tiers.ts';

/** PgBouncer stands between the tests and Postgres; a Redis Cluster replaces the single Redis. */
export const scaledServers = ['pgbouncer', 'redis-cluster'] as const;
export type ScaledServer = (typeof scaledServers)[number];

const noPgBouncer =
  'PgBouncer is not installed, so nothing was tested. Install it (Debian: apt-get install pgbouncer; macOS: brew install pgbouncer).';

type Stops = (() => Promise<unknown>)[];

/**
 * Starts one Postgres and one Redis, runs tests with TEST_POSTGRES_URL and TEST_REDIS_URL, and stops both.
 * With PgBouncer, TEST_PGBOUNCER_URL is set too; with a Redis Cluster, TEST_REDIS_URL names it.
 * @throws Error if a server is not available
 */
export async function runWithTestServers(
  run: (env: NodeJS.ProcessEnv) => Promise<Tally>,
  scaled?: ScaledServer,
): Promise<Tally> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-servers-'));
  // Postgres does not run as root and still needs access to its data.
  chmodSync(dataDir, 0o755);
  const stops: Stops = [() => Promise.resolve(rmSync(dataDir, { recursive: true }))];
  try {
    const env = {
      ...(await postgres(dataDir, stops, scaled === 'pgbouncer')),
      TEST_REDIS_URL: await (scaled === 'redis-cluster' ? redisCluster : redis)(dataDir, stops),
    };
    return await run(env);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function postgres(dataDir: string, stops: Stops, isPooled: boolean): Promise<NodeJS.ProcessEnv> {
  const program = isPooled ? findPgBouncer() : undefined;
  if (isPooled && program === undefined) throw new Error(noPgBouncer);
  const postgresPort = await freePort();
  const server = await startPostgres({ dataDir, port: postgresPort, isDurable: false });
  stops.push(() => server.stop());
  const TEST_POSTGRES_URL = embeddedPostgresUrl(postgresPort);
  if (program === undefined) return { TEST_POSTGRES_URL };
  const port = await freePort();
  const pgBouncer = await startPgBouncer({ dataDir, port, program, postgresPort });
  stops.push(() => pgBouncer.stop());
  return { TEST_POSTGRES_URL, TEST_PGBOUNCER_URL: embeddedPostgresUrl(port) };
}

async function redis(dataDir: string, stops: Stops): Promise<string> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined) return given;
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  stops.push(() => server.stop());
  return `redis://127.0.0.1:${port}`;
}

async function redisCluster(dataDir: string, stops: Stops): Promise<string> {
  const { url, stop } = await startRedisCluster(dataDir, findOrFetchRedis());
  stops.push(stop);
  return url;
}
